import { describe, expect, it } from 'vitest';
import { around, cut } from './marks';

const shown = (text: string, marks: [number, number][]) =>
  cut(text, marks)
    .map(({ text: part, hit }) => (hit ? `[${part}]` : part))
    .join('');

describe('cut', () => {
  it('marks what was found, in any order', () => {
    expect(
      shown('the velocity rule', [
        [13, 17],
        [4, 12],
      ]),
    ).toBe('the [velocity] [rule]');
  });

  it('counts characters, not UTF-16 units', () => {
    expect(shown('🔥🔥 rule', [[3, 7]])).toBe('🔥🔥 [rule]');
  });

  it('survives marks that overlap, are empty or run past the end', () => {
    expect(
      shown('abcdef', [
        [1, 3],
        [2, 4],
        [5, 5],
        [5, 99],
      ]),
    ).toBe('a[bc][d]e[f]');
    expect(cut('', [])).toEqual([]);
  });
});

describe('around', () => {
  it('leaves a short text alone', () => {
    expect(around('short', [[0, 5]], 40)).toEqual({ text: 'short', marks: [[0, 5]] });
  });

  it('keeps the first mark in sight, and the marks on their words', () => {
    const text = `${'x'.repeat(300)} rule ${'y'.repeat(300)}`;
    const found = around(text, [[301, 305]], 100);
    expect(found.text.startsWith('… ')).toBe(true);
    expect(found.text.endsWith(' …')).toBe(true);
    expect(cut(found.text, found.marks).filter(({ hit }) => hit)).toEqual([
      { text: 'rule', hit: true },
    ]);
  });
});
