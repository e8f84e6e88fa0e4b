// How a metric stands, in words and in a tone, and which metrics deserve room:
// what is out of its band grows, what is in it shrinks to a line.
import { againstBand, type Band, type Unit } from './number';
import { ageSentence, clock, instant, type Zone } from './time';

/** What a metric's watch says, as the core sends it. */
export type Standing =
  | { state: 'silent'; since: string | null }
  | { state: 'in_band' | 'leaving' | 'out'; since: string }
  | { state: 'returning'; since: string; left: string };

/** What is read of a metric. */
export type Watched = {
  value: number | null;
  value_text: string | null;
  band: Band;
  unit: Unit;
  at: string | null;
  standing: Standing;
  near_edge: boolean;
};

export type Look = {
  tone: 'alarm' | 'watch' | 'ok' | 'unknown';
  /** The state in words: `Below band 6 min`. */
  word: string;
  /** The number, or that there is none. */
  value: string;
  /** What stands beside the number: `under 11–17`, `last 93.1% at 10:04`. */
  beside: string;
};

export function look(metric: Watched, zone: Zone, now: number): Look {
  const { standing, value, band, unit } = metric;
  const text = metric.value_text ?? 'No data';
  // The number beside it says the unit already; only a share needs its sign to be read as one.
  const beside =
    value === null ? '' : againstBand(value, band, unit === 'percent' ? unit : 'count');
  const since = (at: string) => ageSentence(now - instant(at));
  switch (standing.state) {
    case 'silent':
      return {
        tone: 'unknown',
        word:
          standing.since === null ? 'Not heard from yet' : `No data for ${since(standing.since)}`,
        value: 'No data',
        beside:
          metric.value_text === null || metric.at === null
            ? 'no reading yet'
            : `last ${metric.value_text} at ${clock(zone, metric.at)}`,
      };
    case 'out':
      return {
        tone: 'alarm',
        word: `${direction(value, band)} band ${since(standing.since)}`,
        value: text,
        beside,
      };
    case 'leaving':
      return {
        tone: 'watch',
        word: `Left its band ${since(standing.since)} ago`,
        value: text,
        beside,
      };
    case 'returning':
      return {
        tone: 'watch',
        word: `Back in band for ${since(standing.since)}`,
        value: text,
        beside,
      };
    case 'in_band':
      return metric.near_edge
        ? { tone: 'watch', word: 'In band, near its edge', value: text, beside }
        : { tone: 'ok', word: 'In band', value: text, beside };
  }
}

function direction(value: number | null, band: Band): string {
  if (value !== null && band.low !== null && value < band.low) return 'Below';
  if (value !== null && band.high !== null && value > band.high) return 'Above';
  return 'Out of';
}

/** Loudest first: out of band, on its way out or back, without data, near an edge, in band. */
export function rank({ standing, near_edge }: Pick<Watched, 'standing' | 'near_edge'>): number {
  if (standing.state === 'out') return 0;
  if (standing.state === 'leaving' || standing.state === 'returning') return 1;
  if (standing.state === 'silent') return 2;
  return near_edge ? 3 : 4;
}

export type Arranged<M> = {
  /** The one that is worst, drawn large; null when none is out of its band. */
  hero: M | null;
  tiles: M[];
  /** In band and without a tile: one line for all. */
  quiet: M[];
};

/** Gives each metric its place; within a rank the order of the configuration stays. */
export function arrange<M extends Pick<Watched, 'standing' | 'near_edge'>>(
  metrics: readonly M[],
  room = 4,
): Arranged<M> {
  const sorted = [...metrics].sort((a, b) => rank(a) - rank(b) || outSince(a) - outSince(b));
  const first = sorted[0];
  const hero = first !== undefined && rank(first) <= 1 ? first : null;
  const rest = hero ? sorted.slice(1) : sorted;
  const loud = rest.filter((metric) => rank(metric) < 4).length;
  const shown = Math.max(room, loud);
  return { hero, tiles: rest.slice(0, shown), quiet: rest.slice(shown) };
}

/** The longest out comes first; everything else keeps its place. */
function outSince({ standing }: Pick<Watched, 'standing'>): number {
  return standing.state === 'out' ? instant(standing.since) : 0;
}
