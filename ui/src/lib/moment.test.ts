import { describe, expect, test } from 'vitest';
import { MomentField, parseMoment, parseNear } from './moment';
import { UTC, type Zone } from './time';

const NOW = '2026-11-12T02:14:00Z';
const BERLIN: Zone = {
  name: 'Europe/Berlin',
  offsets: [{ from: '2026-10-25T01:00:00Z', minutes: 60, abbreviation: 'CET' }],
};

describe('parseMoment', () => {
  test.each([
    ['02:05', '2026-11-12T02:05:00.000Z'],
    ['@2:05', '2026-11-12T02:05:00.000Z'],
    ['23:10', '2026-11-11T23:10:00.000Z'],
    ['yesterday 01:00', '2026-11-11T01:00:00.000Z'],
    ['@yesterday 23:10', '2026-11-11T23:10:00.000Z'],
  ])('%s', (text, at) => {
    expect(parseMoment(text, UTC, NOW)).toBe(at);
  });

  test('yesterday is the local day', () => {
    expect(parseMoment('yesterday 23:59', BERLIN, '2026-11-12T23:30:00Z')).toBe(
      '2026-11-12T22:59:00.000Z',
    );
  });

  test.each(['', 'soon', '25:00', 'yesterday'])('%s is no time', (text) => {
    expect(parseMoment(text, UTC, NOW)).toBeNull();
  });
});

test('an old entry is moved within its own day', () => {
  expect(parseNear('02:05', UTC, '2026-11-05T01:46:00Z', NOW)).toBe('2026-11-05T02:05:00.000Z');
  expect(parseNear('03:00', UTC, NOW, NOW)).toBe('2026-11-11T03:00:00.000Z');
});

test('a field stands for its exact instant until it is edited', () => {
  const field = new MomentField('2026-11-12T01:46:32.417Z', UTC, NOW);
  expect(field.shown).toBe('01:46');
  expect(field.read('01:46', UTC, NOW)).toBe('2026-11-12T01:46:32.417Z');
  expect(field.read('01:40', UTC, NOW)).toBe('2026-11-12T01:40:00.000Z');
  expect(new MomentField('2026-11-08T01:46:00Z', UTC, NOW).shown).toBe('Sunday 01:46');
});
