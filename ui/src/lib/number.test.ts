import { describe, expect, it } from 'vitest';
import { againstBand, expected, formatBand, formatNumber, formatValue, plural } from './number';

const BAND = { low: 88, high: 96 };

describe('numbers', () => {
  it('keep three digits and separate thousands, as the core says them', () => {
    const said = [61, 97.14, 7.2, 0.1234, 4180, 41_800, -3, 0].map((n) => formatNumber(n));
    expect(said).toEqual(['61', '97.1', '7.2', '0.123', '4180', '41,800', '\u22123', '0']);
  });

  it('never round up to a hundred percent', () => {
    expect([99.96, 99.999, 100].map((n) => formatValue(n, 'percent'))).toEqual([
      '99.96%',
      '99.99%',
      '100%',
    ]);
  });

  it('carry their unit, and a dash stands for no value', () => {
    expect([formatValue(31, 'per_minute'), formatValue(240, 'milliseconds')]).toEqual([
      '31/min',
      '240 ms',
    ]);
    expect([formatValue(null, 'percent'), formatValue(Number.NaN)]).toEqual(['\u2013', '\u2013']);
    expect([plural(1, 'page'), plural(3, 'entry', 'entries')]).toEqual(['1 page', '3 entries']);
  });
});

describe('bands', () => {
  it('say the unit once, and an open side in words', () => {
    expect([
      expected(BAND, 'percent'),
      formatBand({ low: 88, high: null }, 'percent'),
      formatBand({ low: null, high: 800 }, 'milliseconds'),
      formatBand({ low: null, high: null }),
    ]).toEqual(['expected 88\u201396%', 'at least 88%', 'at most 800 ms', 'no band']);
  });

  it('say where a value lies', () => {
    expect([
      againstBand(61, BAND, 'percent'),
      againstBand(96, BAND, 'percent'),
      againstBand(900, { low: null, high: 800 }, 'milliseconds'),
    ]).toEqual(['under 88\u201396%', 'in 88\u201396%', 'over 800 ms']);
  });
});
