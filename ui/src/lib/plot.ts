// The geometry of a small chart: where the line, its band, its breaches and its
// gaps lie. Nothing is drawn where there was no data, and nothing is guessed.
import type { Band } from './number';
import { instant } from './time';

export type Point = { at: string | number; value: number | null };

/** A mark on the time axis: a change. */
export type Marker = { at: string | number; label: string };

export type Frame = {
  width: number;
  height: number;
  /** The time axis; without it the points decide. */
  from?: string | number;
  to?: string | number;
};

export type Plot = {
  line: string;
  breach: string;
  /** The shaded band; null when it has no closed side or there is no axis. */
  band: { y: number; height: number; edges: string } | null;
  markers: { x: number; label: string }[];
};

type Spot = { x: number; y: number; value: number };

const round = (n: number): number => Math.round(n * 10) / 10;

/** A silence longer than this many usual steps is a gap, even when no null stands for it. */
const GAP_STEPS = 3;

export function plot(
  points: readonly Point[],
  band: Band | null,
  markers: readonly Marker[],
  frame: Frame,
): Plot {
  const times = points.map((point) => instant(point.at));
  const first = times.findIndex((at) => frame.from !== undefined && at >= instant(frame.from));
  // One point from before the axis begins would be drawn beside the chart.
  if (first > 0) return plot(points.slice(first), band, markers, frame);
  const from = frame.from === undefined ? (times[0] ?? 0) : instant(frame.from);
  const to = frame.to === undefined ? (times.at(-1) ?? 1) : instant(frame.to);
  const x = (at: number) => ((at - from) / Math.max(1, to - from)) * frame.width;
  const { low, high } = range(points, band);
  const y = (value: number) => frame.height - ((value - low) / (high - low)) * frame.height;

  let line = '';
  let breach = '';
  for (const run of runs(points, times)) {
    const spots = run.map(({ at, value }) => ({ x: x(at), y: y(value), value }));
    line += path(spots);
    breach += outside(spots, band, y);
  }
  return {
    line,
    breach,
    band: band && shade(band, y, frame),
    markers: markers
      .map((marker) => ({ x: round(x(instant(marker.at))), label: marker.label }))
      .filter((marker) => marker.x >= 0 && marker.x <= frame.width),
  };
}

/** What the value axis spans: points and band, with a little air. */
function range(points: readonly Point[], band: Band | null): { low: number; high: number } {
  const values = points.flatMap((point) => (point.value === null ? [] : [point.value]));
  for (const edge of [band?.low, band?.high]) {
    if (edge !== null && edge !== undefined) values.push(edge);
  }
  if (values.length === 0) return { low: 0, high: 1 };
  const low = Math.min(...values);
  const high = Math.max(...values);
  const air = (high - low || Math.abs(high) || 1) * 0.12;
  return { low: low - air, high: high + air };
}

/** Stretches without a gap. */
function runs(
  points: readonly Point[],
  times: readonly number[],
): { at: number; value: number }[][] {
  const steps = times.slice(1).map((at, index) => at - (times[index] ?? at));
  const usual = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? Infinity;
  const found: { at: number; value: number }[][] = [];
  let run: { at: number; value: number }[] = [];
  for (const [index, { value }] of points.entries()) {
    const at = times[index] ?? 0;
    const last = run.at(-1);
    if (value === null || (last && at - last.at > GAP_STEPS * usual)) {
      if (run.length > 0) found.push(run);
      run = [];
    }
    if (value !== null) run.push({ at, value });
  }
  if (run.length > 0) found.push(run);
  return found;
}

function path(spots: readonly { x: number; y: number }[]): string {
  const [first] = spots;
  if (!first) return '';
  // A lone sample is a dot: a line of no length with round ends.
  const rest = spots.length === 1 ? spots : spots.slice(1);
  return `M${round(first.x)} ${round(first.y)}${rest.map((s) => `L${round(s.x)} ${round(s.y)}`).join('')}`;
}

/** The parts of a run that lie outside the band, cut exactly at its edges. */
function outside(spots: readonly Spot[], band: Band | null, y: (value: number) => number): string {
  if (!band) return '';
  const out = (spot: Spot) =>
    (band.low !== null && spot.value < band.low) || (band.high !== null && spot.value > band.high);
  const [only] = spots;
  if (spots.length === 1 && only && out(only)) return path([only]);

  let drawn = '';
  let part: { x: number; y: number }[] = [];
  for (const [index, b] of spots.entries()) {
    const a = spots[index - 1];
    if (a && out(a) !== out(b)) {
      const far = out(a) ? a : b;
      const edge = band.low !== null && far.value < band.low ? band.low : (band.high ?? 0);
      const share = (edge - a.value) / (b.value - a.value);
      part.push({ x: a.x + (b.x - a.x) * share, y: y(edge) });
    }
    if (out(b)) part.push(b);
    else if (part.length > 0) {
      drawn += path(part);
      part = [];
    }
  }
  return drawn + path(part);
}

function shade(band: Band, y: (value: number) => number, frame: Frame): Plot['band'] {
  if (band.low === null && band.high === null) return null;
  const top = band.high === null ? 0 : y(band.high);
  const bottom = band.low === null ? frame.height : y(band.low);
  const edges = [band.high === null ? null : top, band.low === null ? null : bottom]
    .filter((edge) => edge !== null)
    .map((edge) => `M0 ${round(edge)}H${frame.width}`)
    .join('');
  return { y: round(top), height: round(bottom - top), edges };
}

/** Labels of a time axis: round local times, as many as fit. */
export function ticks(from: number, to: number, offsetMinutes: number, most: number): number[] {
  const minutes = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080];
  const step =
    (minutes.find((length) => (to - from) / (length * 60_000) <= most) ?? 10080) * 60_000;
  const shift = offsetMinutes * 60_000;
  const first = Math.ceil((from + shift) / step) * step - shift;
  const found: number[] = [];
  for (let at = first; at <= to; at += step) found.push(at);
  return found;
}
