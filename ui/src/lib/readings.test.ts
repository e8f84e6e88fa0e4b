import { describe, expect, it } from 'vitest';
import { readings } from './readings';

const BAND = { low: 88, high: 96 };
const at = (minute: number) => new Date(Date.UTC(2026, 10, 26, 1, minute)).toISOString();

describe('readings', () => {
  it('says how far outside its band a value is, newest first', () => {
    const points = [92, 61, null, 99].map((value, minute) => ({ at: at(minute), value }));
    expect(readings(points, BAND, [])).toEqual([
      { at: at(3), value: 99, side: 'over', by: 3, what: '' },
      { at: at(2), value: null, side: 'none', by: 0, what: '' },
      { at: at(1), value: 61, side: 'under', by: 27, what: '' },
      { at: at(0), value: 92, side: 'in', by: 0, what: '' },
    ]);
  });

  it('keeps crossings and changes among hundreds of readings', () => {
    const points = Array.from({ length: 360 }, (_, minute) => ({
      at: at(minute),
      value: minute >= 301 ? 61 : 92,
    }));
    const rows = readings(points, BAND, [{ at: at(293), text: 'Flag on' }]);
    expect(rows.length).toBeLessThan(45);
    expect(rows.find(({ what }) => what !== '')).toMatchObject({ at: at(293), what: 'Flag on' });
    expect(rows.findLast(({ side }) => side === 'under')?.at).toBe(at(301));
    expect(rows[0]?.at).toBe(at(359));
  });
});
