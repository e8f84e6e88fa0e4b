// A time in the past as somebody types it: `02:05`, `@02:05`, `yesterday 23:10`.
import { clock, instant, parseClock, when, type Zone } from './time';

const HALF_A_DAY = 12 * 3600 * 1000;
const YESTERDAY = /^@?yesterday\s+(?=\d)/i;

/** The latest such instant not after `now`; null when it is no time of day. */
export function parseMoment(text: string, zone: Zone, now: string | number): string | null {
  const typed = text.trim();
  if (!YESTERDAY.test(typed)) return parseClock(typed, zone, now);
  const midnight = parseClock('00:00', zone, now);
  return midnight === null
    ? null
    : parseClock(typed.replace(YESTERDAY, ''), zone, instant(midnight) - 1);
}

/** The instant nearest to `near` at which the clock shows that; never after `now`. */
export function parseNear(
  text: string,
  zone: Zone,
  near: string | number,
  now: string | number,
): string | null {
  const typed = text.trim();
  if (YESTERDAY.test(typed)) return parseMoment(typed, zone, now);
  return parseClock(typed, zone, Math.min(instant(near) + HALF_A_DAY, instant(now)));
}

/** What a field shows for an instant, and what it stands for until somebody edits it. */
export class MomentField {
  readonly #at: string | null;
  readonly shown: string;

  constructor(at: string | null, zone: Zone, now: string | number) {
    this.#at = at;
    const age = at === null ? 0 : instant(now) - instant(at);
    const far = age > 2 * HALF_A_DAY && at !== null;
    this.shown = at === null ? '' : far ? when(zone, at, now) : clock(zone, at);
  }

  /** The instant that the text stands for: the first one, exactly, while it is unchanged. */
  read(text: string, zone: Zone, now: string | number): string | null {
    if (text.trim() === this.shown && this.#at !== null) return this.#at;
    return parseMoment(text, zone, now);
  }
}
