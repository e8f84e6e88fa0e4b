import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Reader, SLOW } from './reading';

/** A reader whose reads are answered by hand, and what it reported. */
function scene() {
  const answers: ((value: number | Error) => void)[] = [];
  const told: unknown[] = [];
  const reader = new Reader<number>({
    read: () =>
      new Promise((resolve, reject) => {
        answers.push((value) => {
          if (value instanceof Error) reject(value);
          else resolve(value);
        });
      }),
    onData: (data) => told.push(data),
    onError: (problem) => told.push((problem as Error).message),
    onSlow: (slow) => told.push(slow ? 'slow' : 'done'),
  });
  const answer = async (value: number | Error) => {
    answers.shift()?.(value);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { reader, told, answer, waiting: () => answers.length };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('reading again and again', () => {
  it('keeps one read in flight and one waiting, however many changes arrive', async () => {
    const { reader, told, answer, waiting } = scene();
    for (let i = 0; i < 5; i += 1) reader.request();
    expect(waiting()).toBe(1);
    await answer(1);
    expect(waiting()).toBe(1);
    await answer(2);
    expect([waiting(), told]).toEqual([0, [1, 2, 'done']]);
  });

  it('says that it is slow only after a while', async () => {
    const { reader, told, answer } = scene();
    reader.request();
    await vi.advanceTimersByTimeAsync(SLOW - 1);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toEqual(['slow']);
    await answer(1);
    expect(told).toEqual(['slow', 1, 'done']);
  });

  it('reads on after a failure', async () => {
    const { reader, told, answer } = scene();
    reader.request();
    await answer(new Error('no answer'));
    reader.request();
    await answer(3);
    expect(told).toEqual(['no answer', 'done', 3, 'done']);
  });

  it('reports nothing once stopped', async () => {
    const { reader, told, answer, waiting } = scene();
    reader.request();
    reader.request();
    reader.stop();
    await answer(1);
    await vi.advanceTimersByTimeAsync(SLOW);
    reader.request();
    expect([told, waiting()]).toEqual([[], 0]);
  });
});
