import { describe, expect, test } from 'vitest';
import { absorb, asksForUpdate, EMPTY, finish, type Jotting } from './jotting';
import { UTC } from './time';

const NOW = Date.parse('2026-11-12T02:14:00Z');
const typed = (text: string): Jotting => ({ ...EMPTY, text });

describe('while typing', () => {
  test.each<[string, Jotting]>([
    ['/d', typed('/d')],
    ['/d ', { text: '', sort: 'decision', at: null }],
    ['/a rolled back', { text: 'rolled back', sort: 'action', at: null }],
    ['@02:05', typed('@02:05')],
    ['@02:05 seen', { text: 'seen', sort: 'note', at: '2026-11-12T02:05:00.000Z' }],
    ['/a @yesterday 23:10 x', { text: 'x', sort: 'action', at: '2026-11-11T23:10:00.000Z' }],
    ['seen @02:05 ', { text: 'seen', sort: 'note', at: '2026-11-12T02:05:00.000Z' }],
    ['mail me@02:05 ', typed('mail me@02:05 ')],
    ['either /d or not', typed('either /d or not')],
    ['@99:99 odd', typed('@99:99 odd')],
  ])('%s', (text, expected) => {
    expect(absorb(typed(text), UTC, NOW)).toEqual(expected);
  });

  test('a later kind replaces an earlier one and the time stays', () => {
    const first = absorb(typed('/d @02:05 '), UTC, NOW);
    expect(absorb({ ...first, text: '/a done' }, UTC, NOW)).toEqual({
      text: 'done',
      sort: 'action',
      at: '2026-11-12T02:05:00.000Z',
    });
  });
});

test('Enter finishes the time at the end', () => {
  expect(finish(typed('rolled back @02:05'), UTC, NOW)).toEqual({
    text: 'rolled back',
    sort: 'note',
    at: '2026-11-12T02:05:00.000Z',
  });
});

test('/u alone asks for the composer', () => {
  expect([asksForUpdate('/u'), asksForUpdate('/u '), asksForUpdate('/upgrade')]).toEqual([
    true,
    true,
    false,
  ]);
});
