// Instants to words and back. Zone rules come from the core as a list of
// offsets, because the web view's own zone data goes stale: nothing here reads
// the computer's zone, and every function takes `now` as an argument.

/** One stretch of the local zone: from this instant on, this many minutes east of UTC. */
export type ZoneOffset = { from: string; minutes: number; abbreviation: string };

/** The local zone, as the core sends it once per session; offsets are sorted by `from`. */
export type Zone = { name: string; offsets: readonly ZoneOffset[] };

export const UTC: Zone = { name: 'UTC', offsets: [] };

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Milliseconds since the epoch of an RFC 3339 string, or of a number which already is that. */
export function instant(at: string | number): number {
  return typeof at === 'number' ? at : Date.parse(at.replace(/(\.\d{3})\d+/, '$1'));
}

/** Minutes east of UTC at an instant. */
export function offsetAt(zone: Zone, at: string | number): number {
  const ms = instant(at);
  let minutes = zone.offsets[0]?.minutes ?? 0;
  for (const offset of zone.offsets) {
    if (instant(offset.from) > ms) break;
    minutes = offset.minutes;
  }
  return minutes;
}

type Local = {
  year: number;
  month: number;
  day: number;
  weekday: number;
  hour: number;
  minute: number;
  second: number;
};

/** What calendar and clock on the wall show at an instant; months count from 0. */
export function local(zone: Zone, at: string | number): Local {
  const shifted = new Date(instant(at) + offsetAt(zone, at) * MINUTE);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth(),
    day: shifted.getUTCDate(),
    weekday: shifted.getUTCDay(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    second: shifted.getUTCSeconds(),
  };
}

const two = (n: number): string => String(n).padStart(2, '0');

/** `02:05` */
export function clock(zone: Zone, at: string | number): string {
  const { hour, minute } = local(zone, at);
  return `${two(hour)}:${two(minute)}`;
}

/** `02:05:41` */
export function clockSeconds(zone: Zone, at: string | number): string {
  return `${clock(zone, at)}:${two(local(zone, at).second)}`;
}

/** Days since the epoch, as the local calendar counts them. */
function dayNumber(zone: Zone, at: string | number): number {
  return Math.floor((instant(at) + offsetAt(zone, at) * MINUTE) / DAY);
}

/** `{ weekday: 'Thursday', date: '12 Nov' }`; the year is added only when it is not this one. */
export function dayLabel(
  zone: Zone,
  at: string | number,
  now: string | number = at,
): { weekday: string; date: string; today: boolean } {
  const then = local(zone, at);
  const year = then.year === local(zone, now).year ? '' : ` ${then.year}`;
  return {
    weekday: WEEKDAYS[then.weekday] ?? '',
    date: `${then.day} ${MONTHS[then.month] ?? ''}${year}`,
    today: dayNumber(zone, at) === dayNumber(zone, now),
  };
}

/** `02:05` today, `Thursday 02:05` within six days either way, else `12 Nov 02:05`. */
export function when(zone: Zone, at: string | number, now: string | number): string {
  const days = Math.abs(dayNumber(zone, at) - dayNumber(zone, now));
  if (days === 0) return clock(zone, at);
  const { weekday, date } = dayLabel(zone, at, now);
  return `${days < 7 ? weekday : date} ${clock(zone, at)}`;
}

/** A length of time for a sentence: `8 s`, `6 min`, `9 h 12 min`, `3 days`. Never negative. */
export function ageSentence(ms: number): string {
  const age = Math.max(0, ms);
  if (age < MINUTE) return `${Math.floor(age / SECOND)} s`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`;
  if (age < 2 * DAY) {
    const minutes = Math.floor((age % HOUR) / MINUTE);
    return `${Math.floor(age / HOUR)} h${minutes === 0 ? '' : ` ${minutes} min`}`;
  }
  return `${Math.floor(age / DAY)} days`;
}

/** A running clock counting up: `0:28:04`. */
export function stopwatch(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND));
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** A running clock counting down: `5:56`, `1:05:56`, and `−0:42` once it is overdue. */
export function countdown(ms: number): string {
  const seconds = Math.ceil(ms / SECOND);
  if (seconds < 0) return `\u2212${countdown(-seconds * SECOND)}`;
  if (seconds >= 3600) return stopwatch(seconds * SECOND);
  return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}

/** The value for a `datetime` attribute or a machine: RFC 3339 in UTC. */
export function rfc3339(at: number): string {
  return new Date(at).toISOString();
}

/**
 * The latest instant not after `now` at which the wall clock showed this time:
 * `@02:05`, `02:05`, `2:05` or `0205`. Null when it is no time of day, or when
 * clocks skipped it today and yesterday.
 */
export function parseClock(text: string, zone: Zone, now: string | number): string | null {
  const found = /^@?(\d{1,2}):?(\d{2})$/.exec(text.trim());
  if (!found) return null;
  const hour = Number(found[1]);
  const minute = Number(found[2]);
  if (hour > 23 || minute > 59) return null;

  const nowMs = instant(now);
  const today = dayNumber(zone, nowMs) * DAY;
  // A day on which clocks change has two offsets; any of them may be the one.
  const offsets = new Set([nowMs, nowMs - DAY, nowMs - 2 * DAY].map((at) => offsetAt(zone, at)));
  let best: number | null = null;
  for (const day of [today, today - DAY]) {
    for (const offset of offsets) {
      const at = day + hour * HOUR + minute * MINUTE - offset * MINUTE;
      const shows = at <= nowMs && offsetAt(zone, at) === offset;
      if (shows && (best === null || at > best)) best = at;
    }
  }
  return best === null ? null : rfc3339(best);
}
