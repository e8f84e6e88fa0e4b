// A time to come, as somebody types it: `02:45`, `0245`, `+20`.
import { instant, parseClock, rfc3339, type Zone } from './time';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Longest step that makes sense for a promise, in minutes. */
const FARTHEST = 24 * 60;

/** The next instant at which the clock shows that, within a day; null when it is no time. */
export function parseAhead(text: string, zone: Zone, now: string | number): string | null {
  const step = /^\+\s*(\d{1,4})(?:\s*m(?:in)?)?$/.exec(text.trim());
  if (step) {
    const minutes = Number(step[1]);
    return minutes > 0 && minutes <= FARTHEST ? inMinutes(minutes, now) : null;
  }
  return parseClock(text, zone, instant(now) + DAY);
}

/** So many minutes from now, on a whole minute: people repeat times without seconds. */
export function inMinutes(minutes: number, now: string | number): string {
  return rfc3339(Math.ceil((instant(now) + minutes * MINUTE) / MINUTE) * MINUTE);
}
