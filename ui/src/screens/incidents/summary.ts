// The sentences over the list: what is active, whose it is, and how long the past ones hurt.
import type { Response } from '../../ipc/client';
import { plural } from '../../lib/number';
import { ageSentence, instant } from '../../lib/time';

export type Row = Response<'incidents'>['open'][number];

/** How long it hurt, or has hurt so far, in milliseconds. */
export function impact(row: Row, now: number): number {
  const end = row.resolved_at === null ? now : instant(row.resolved_at);
  return Math.max(0, end - instant(row.impact_began));
}

/** `2 active, and yours has run for 28 min` */
export function headline(open: readonly Row[], person: string | undefined, now: number): string {
  if (open.length === 0) return 'Nothing is active';
  const longest = Math.max(...open.map((row) => impact(row, now)));
  const mine = open.filter((row) => person !== undefined && row.commander === person);
  const [only] = mine;
  if (open.length === 1) {
    return only
      ? `Yours is the only one active, for ${ageSentence(longest)}`
      : `1 active, for ${ageSentence(longest)}`;
  }
  const active = `${open.length} active`;
  if (mine.length === 1 && only) {
    return `${active}, and yours has run for ${ageSentence(impact(only, now))}`;
  }
  if (mine.length > 1) return `${active}, ${mine.length} of them yours`;
  return `${active}, the longest for ${ageSentence(longest)}`;
}

/** `7 past. Median impact 37 min, longest 58 min.` */
export function pastWords(past: readonly Row[], total: number, now: number): string {
  if (total === 0) return 'No past incidents yet.';
  const lengths = past.map((row) => impact(row, now)).sort((a, b) => a - b);
  const half = lengths.length / 2;
  const median = ((lengths[Math.ceil(half) - 1] ?? 0) + (lengths[Math.floor(half)] ?? 0)) / 2;
  const said = `${plural(total, 'past incident')}.`;
  if (lengths.length === 0) return said;
  const of = lengths.length < total ? ` of the newest ${lengths.length} is` : '';
  const longest = lengths.at(-1) ?? 0;
  return `${said} Median impact${of} ${ageSentence(median)}, longest ${ageSentence(longest)}.`;
}
