import { describe, expect, it } from 'vitest';
import {
  ageSentence,
  clock,
  countdown,
  dayLabel,
  instant,
  parseClock,
  stopwatch,
  when,
  type Zone,
} from './time';

const BERLIN: Zone = {
  name: 'Europe/Berlin',
  offsets: [
    { from: '2025-10-26T01:00:00Z', minutes: 60, abbreviation: 'CET' },
    { from: '2026-03-29T01:00:00Z', minutes: 120, abbreviation: 'CEST' },
    { from: '2026-10-25T01:00:00Z', minutes: 60, abbreviation: 'CET' },
    { from: '2027-03-28T01:00:00Z', minutes: 120, abbreviation: 'CEST' },
  ],
};
const NOW = '2026-11-12T01:14:00Z';
const MIN = 60_000;

describe('the clock on the wall', () => {
  it('follows the zone of the core through a change of clocks', () => {
    const shown = ['2026-10-25T00:59:00Z', '2026-10-25T01:00:00Z', NOW].map((at) =>
      clock(BERLIN, at),
    );
    expect(shown).toEqual(['02:59', '02:00', '02:14']);
  });

  it('names the day only when it is another', () => {
    const shown = [
      '2026-11-12T00:46:00Z',
      '2026-11-11T22:30:00Z',
      '2026-11-02T08:00:00Z',
      '2025-11-02T08:00:00Z',
    ].map((at) => when(BERLIN, at, NOW));
    expect(shown).toEqual(['01:46', 'Wednesday 23:30', '2 Nov 09:00', '2 Nov 2025 09:00']);
    expect(dayLabel(BERLIN, NOW)).toEqual({ weekday: 'Thursday', date: '12 Nov', today: true });
  });

  it('reads instants with more digits than a millisecond', () => {
    expect(instant('2026-11-12T01:14:00.123456789Z')).toBe(Date.parse('2026-11-12T01:14:00.123Z'));
  });
});

describe('lengths of time', () => {
  it('are said as people say them', () => {
    const lengths = [-5, 8_400, 6 * MIN + 59_000, 552 * MIN, 540 * MIN, 73 * 60 * MIN];
    expect(lengths.map(ageSentence)).toEqual([
      '0 s',
      '8 s',
      '6 min',
      '9 h 12 min',
      '9 h',
      '3 days',
    ]);
  });

  it('run as clocks, and say when a promise is overdue', () => {
    expect(stopwatch(28 * MIN + 4_999)).toBe('0:28:04');
    const left = [5 * MIN + 56_000, 65 * MIN + 56_000, 400, 0, -42_000];
    expect(left.map(countdown)).toEqual(['5:56', '1:05:56', '0:01', '0:00', '\u22120:42']);
  });
});

describe('a time somebody typed', () => {
  it('is the latest such time that has passed', () => {
    const typed = ['@02:05', '2:05', '0205', '23:50'].map((text) => parseClock(text, BERLIN, NOW));
    expect(typed).toEqual([
      '2026-11-12T01:05:00.000Z',
      '2026-11-12T01:05:00.000Z',
      '2026-11-12T01:05:00.000Z',
      '2026-11-11T22:50:00.000Z',
    ]);
  });

  it('is the later of two when clocks went back, and yesterday when they skipped it', () => {
    expect(parseClock('02:30', BERLIN, '2026-10-25T05:00:00Z')).toBe('2026-10-25T01:30:00.000Z');
    expect(parseClock('02:30', BERLIN, '2027-03-28T05:00:00Z')).toBe('2027-03-27T01:30:00.000Z');
  });

  it('is refused when it is no time of day', () => {
    expect(['25:70', '@', 'soon', '12'].map((text) => parseClock(text, BERLIN, NOW))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
