import { describe, expect, it } from 'vitest';
import { plot, ticks, type Point } from './plot';

const FRAME = { width: 100, height: 100, from: 0, to: 100 };
const BAND = { low: 40, high: 60 };

function points(...values: (number | null)[]): Point[] {
  return values.map((value, index) => ({ at: (index * 100) / (values.length - 1), value }));
}

describe('a small chart', () => {
  it('draws nothing where there was no data', () => {
    const { line } = plot(points(50, 50, null, 50, 50), BAND, [], FRAME);
    expect(line).toBe('M0 50L25 50M75 50L100 50');
  });

  it('takes a long silence without a null for a gap too', () => {
    const silent = [0, 5, 10, 15, 80, 85, 90].map((at) => ({ at, value: 50 }));
    expect(plot(silent, BAND, [], FRAME).line.match(/M/g)).toHaveLength(2);
  });

  it('cuts the breach exactly at the edge of the band', () => {
    const { breach } = plot(points(50, 30, 50), BAND, [], FRAME);
    const edge = plot(points(40, 40, 40), BAND, [], FRAME);
    expect(edge.breach).toBe('');
    expect(breach).toMatch(/^M25 \S+L50 \S+L75 \S+$/);
  });

  it('shades to the frame where a side is open', () => {
    const { band } = plot(points(50, 70), { low: 40, high: null }, [], FRAME);
    expect(band?.y).toBe(0);
    expect(band?.edges.match(/M/g)).toHaveLength(1);
  });

  it('keeps a lone sample as a dot, and markers only within the frame', () => {
    const drawn = plot(
      points(null, 50, null),
      BAND,
      [
        { at: 20, label: 'a' },
        { at: 101, label: 'b' },
      ],
      FRAME,
    );
    expect(drawn.line).toBe('M50 50L50 50');
    expect(drawn.markers).toEqual([{ x: 20, label: 'a' }]);
  });
});

describe('labels of the time axis', () => {
  it('stand at round local times, as many as fit', () => {
    const hour = 3_600_000;
    const at = ticks(0.2 * hour, 3.2 * hour, 30, 3);
    expect(at.map((t) => t / hour)).toEqual([0.5, 1.5, 2.5]);
  });
});

describe('a plot with an axis of its own', () => {
  it('draws nothing beside it for points from before it begins', () => {
    const minutes = (count: number) => count * 60_000;
    const points = [0, 1, 2, 3].map((at) => ({ at: minutes(at), value: at }));
    const frame = { width: 100, height: 10, from: minutes(2), to: minutes(3) };
    expect(plot(points, null, [], frame).line).toBe(plot(points.slice(2), null, [], frame).line);
    expect(plot(points, null, [], frame).line.startsWith('M0 ')).toBe(true);
  });
});
