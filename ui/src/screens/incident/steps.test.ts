import { expect, test } from 'vitest';
import { parts, pressure, type Step } from './steps';

function step(id: string, done: boolean, due: string | null = null): Step {
  return { id, text: id, detail: null, due_at: due, done };
}

test('the first open step is now, whatever was ticked out of order', () => {
  const steps = [step('a', true), step('b', false), step('c', true), step('d', false)];
  const { done, now, then } = parts(steps);
  expect([done.map(({ id }) => id), now?.id, then.map(({ id }) => id)]).toEqual([
    ['a', 'c'],
    'b',
    ['d'],
  ]);
  expect(parts([step('a', true)]).now).toBeUndefined();
});

test.each([
  [null, 'none'],
  ['2026-11-12T02:20:00Z', 'ahead'],
  ['2026-11-12T02:15:30Z', 'near'],
  ['2026-11-12T02:13:59Z', 'late'],
])('due %s is %s', (due, expected) => {
  expect(pressure(step('a', false, due), Date.parse('2026-11-12T02:14:00Z'))).toBe(expected);
});
