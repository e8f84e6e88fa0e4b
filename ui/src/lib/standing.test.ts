import { describe, expect, it } from 'vitest';
import { arrange, look, type Standing, type Watched } from './standing';
import { UTC } from './time';

const NOON = Date.parse('2026-11-26T12:00:00Z');
const ago = (minutes: number) => new Date(NOON - minutes * 60_000).toISOString();

function metric(standing: Standing, change: Partial<Watched> = {}): Watched {
  return {
    value: 61,
    value_text: '61%',
    band: { low: 88, high: 96 },
    unit: 'percent',
    at: ago(4),
    standing,
    near_edge: false,
    ...change,
  };
}

describe('look', () => {
  it('says which side of its band a metric is on, and for how long', () => {
    expect(look(metric({ state: 'out', since: ago(6) }), UTC, NOON)).toEqual({
      tone: 'alarm',
      word: 'Below band 6 min',
      value: '61%',
      beside: 'under 88–96%',
    });
    expect(look(metric({ state: 'out', since: ago(1) }, { value: 99 }), UTC, NOON).word).toBe(
      'Above band 1 min',
    );
  });

  it('never carries an old value on: no data is said, the last value is dated', () => {
    expect(look(metric({ state: 'silent', since: ago(4) }), UTC, NOON)).toEqual({
      tone: 'unknown',
      word: 'No data for 4 min',
      value: 'No data',
      beside: 'last 61% at 11:56',
    });
    const never = metric(
      { state: 'silent', since: null },
      { value: null, value_text: null, at: null },
    );
    expect(look(never, UTC, NOON)).toMatchObject({
      word: 'Not heard from yet',
      beside: 'no reading yet',
    });
  });

  it('warns near an edge and on the way back', () => {
    const near = metric({ state: 'in_band', since: ago(90) }, { value: 88.2, near_edge: true });
    expect(look(near, UTC, NOON)).toMatchObject({ tone: 'watch', word: 'In band, near its edge' });
    const back = metric({ state: 'returning', since: ago(1), left: ago(20) }, { value: 90 });
    expect(look(back, UTC, NOON)).toMatchObject({ tone: 'watch', word: 'Back in band for 1 min' });
  });
});

describe('arrange', () => {
  const named = (name: string, standing: Standing, near_edge = false) => ({
    name,
    standing,
    near_edge,
  });
  const calm = (name: string) => named(name, { state: 'in_band', since: ago(90) });
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).join('');

  it('gives the longest deviation the most room, and what is in band one line', () => {
    const found = arrange([
      calm('a'),
      named('b', { state: 'out', since: ago(2) }),
      named('c', { state: 'silent', since: ago(4) }),
      named('d', { state: 'out', since: ago(6) }),
      calm('e'),
      calm('f'),
      calm('g'),
    ]);
    expect(found.hero?.name).toBe('d');
    expect(names(found.tiles)).toBe('bcae');
    expect(names(found.quiet)).toBe('fg');
  });

  it('has no hero while nothing is out of its band', () => {
    const found = arrange([calm('a'), named('b', { state: 'silent', since: null })]);
    expect(found.hero).toBeNull();
    expect(names(found.tiles)).toBe('ba');
  });

  it('never puts a metric that is not well into the quiet line', () => {
    const silent = [...'abcdef'].map((name) => named(name, { state: 'silent', since: null }));
    const found = arrange([calm('z'), ...silent]);
    expect(names(found.tiles)).toBe('abcdef');
    expect(names(found.quiet)).toBe('z');
  });
});
