// Two tones through the browser, for a Holdfast that is served to one: there is no
// desktop then that could play a sound. The window's own sound is the shell's.

/** High then low, like a doorbell: tells a page from every other sound of a desktop. */
const TONES = [880, 660] as const;
const LENGTH = 0.22;
const ROUNDS = 3;

let context: AudioContext | undefined;

/** Plays once. False when the browser holds sound back until somebody presses something. */
export async function chime(): Promise<boolean> {
  try {
    context ??= new AudioContext();
    // Without a press the promise stays open for ever, so it is not waited for alone.
    await Promise.race([context.resume(), new Promise((done) => setTimeout(done, 200))]);
  } catch {
    return false;
  }
  if (context.state !== 'running') return false;
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = context.currentTime + round * LENGTH * 3;
    for (const [index, tone] of TONES.entries()) play(context, tone, start + index * LENGTH);
  }
  return true;
}

function play(audio: AudioContext, tone: number, at: number): void {
  const oscillator = audio.createOscillator();
  const volume = audio.createGain();
  oscillator.type = 'triangle';
  oscillator.frequency.value = tone;
  // A short rise and fall; a bare start and stop would click.
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.35, at + 0.02);
  volume.gain.linearRampToValueAtTime(0, at + LENGTH);
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start(at);
  oscillator.stop(at + LENGTH);
}
