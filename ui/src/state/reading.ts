// Reading the same thing again and again without piling up: at most one read in
// flight and one waiting. Knows nothing of Svelte or of the transport.

export type Reading<T> = {
  read: () => Promise<T>;
  onData: (data: T) => void;
  onError: (problem: unknown) => void;
  /** True once a read takes longer than `SLOW`, false when it ends. */
  onSlow: (slow: boolean) => void;
};

/** Below this nobody needs to be told that something is being read, in milliseconds. */
export const SLOW = 300;

export class Reader<T> {
  readonly #reading: Reading<T>;
  #busy = false;
  #again = false;
  #stopped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(reading: Reading<T>) {
    this.#reading = reading;
  }

  /** Reads now, or once more after the read in flight, however often it is asked. */
  request(): void {
    if (this.#stopped) return;
    if (this.#busy) {
      this.#again = true;
      return;
    }
    void this.#run();
  }

  /** Nothing is reported after this. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    this.#busy = true;
    this.#timer = setTimeout(() => {
      this.#reading.onSlow(true);
    }, SLOW);
    do {
      this.#again = false;
      try {
        const data = await this.#reading.read();
        // With another read waiting this answer is already old, but showing it
        // keeps a busy incident moving on the screen.
        this.#report(() => {
          this.#reading.onData(data);
        });
      } catch (problem) {
        this.#report(() => {
          this.#reading.onError(problem);
        });
      }
    } while (this.#isWanted());
    clearTimeout(this.#timer);
    this.#busy = false;
    this.#report(() => {
      this.#reading.onSlow(false);
    });
  }

  #isWanted(): boolean {
    return this.#again && !this.#stopped;
  }

  #report(tell: () => void): void {
    if (!this.#stopped) tell();
  }
}
