import { describe, expect, it } from 'vitest';
import { inMinutes, parseAhead } from './ahead';
import { UTC, type Zone } from './time';

const now = '2026-11-12T02:36:20Z';
const berlin: Zone = {
  name: 'Europe/Berlin',
  offsets: [{ from: '2026-10-25T01:00:00Z', minutes: 60, abbreviation: 'CET' }],
};

describe('parseAhead', () => {
  it('takes the next time that the clock shows it', () => {
    expect(parseAhead('02:45', UTC, now)).toBe('2026-11-12T02:45:00.000Z');
    expect(parseAhead('0205', UTC, now)).toBe('2026-11-13T02:05:00.000Z');
    expect(parseAhead('03:45', berlin, now)).toBe('2026-11-12T02:45:00.000Z');
  });

  it('takes minutes from now, on a whole minute', () => {
    expect(parseAhead('+20', UTC, now)).toBe('2026-11-12T02:57:00.000Z');
    expect(parseAhead('+ 5 min', UTC, now)).toBe('2026-11-12T02:42:00.000Z');
    expect(inMinutes(10, now)).toBe('2026-11-12T02:47:00.000Z');
  });

  it('refuses what is no time', () => {
    for (const text of ['', 'soon', '25:00', '+0', '+2000', '+']) {
      expect(parseAhead(text, UTC, now)).toBeNull();
    }
  });
});
