import { describe, expect, it } from 'vitest';
import { nearness, promiseText, reminders, reminderText, spoken } from './promise';
import { UTC } from './time';

const DUE = Date.parse('2026-11-26T02:30:00Z');
const before = (minutes: number) => DUE - minutes * 60_000;
const incident = {
  id: 'i',
  number: 7,
  next_update: { due_at: '2026-11-26T02:30:00Z', promised: true },
};
const marks = (from: number, to: number) =>
  reminders([incident], before(from), before(to)).map(({ minutes }) => minutes);

describe('reminders', () => {
  it('speaks at five, two and no minutes, once each', () => {
    expect(marks(5.02, 5)).toEqual([5]);
    expect(marks(5, 4.98)).toEqual([]);
    expect(marks(2.01, 1.99)).toEqual([2]);
    expect(marks(0.01, 0)).toEqual([0]);
    expect(marks(-1, -2)).toEqual([]);
  });

  it('says only the last when time leapt past several', () => {
    expect(marks(6, -1)).toEqual([0]);
  });

  it('says nothing where nothing is owed', () => {
    expect(reminders([{ ...incident, next_update: null }], before(6), before(-1))).toEqual([]);
  });
});

describe('reminderText', () => {
  it('keeps apart what was promised and what is merely due', () => {
    expect(reminderText({ incident, minutes: 5 }, UTC)).toBe(
      'Public update for INC-7 is promised in 5 min.',
    );
    expect(reminderText({ incident, minutes: 0 }, UTC)).toBe(
      'The public update for INC-7 was promised for 02:30: write it now.',
    );
    const due = { ...incident, next_update: { ...incident.next_update, promised: false } };
    expect(reminderText({ incident: due, minutes: 0 }, UTC)).toBe(
      'The public update for INC-7 is due now.',
    );
  });
});

describe('promiseText', () => {
  it('counts down in minutes, then seconds, then up', () => {
    const say = (minutes: number) => promiseText(incident.next_update, before(minutes));
    expect(say(14.5)).toBe('public update promised in 14 min');
    expect(say(0.5)).toBe('public update promised in 30 seconds');
    expect(say(-2)).toBe('public update overdue for 2 min');
  });
});

describe('nearness and spoken', () => {
  it('turns at five, two and no minutes', () => {
    const say = [6, 5, 3, 2, 0].map((minutes) => [
      nearness(incident.next_update.due_at, before(minutes)),
      spoken(incident.next_update.due_at, before(minutes)),
    ]);
    expect(say).toEqual([
      ['ahead', ''],
      ['near', 'Public update due in 5 minutes'],
      ['near', 'Public update due in 5 minutes'],
      ['near', 'Public update due in 2 minutes'],
      ['overdue', 'Public update due now'],
    ]);
  });
});
