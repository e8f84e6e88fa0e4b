import { expect, test } from 'vitest';
import { headline, pastWords, type Row } from './summary';

const NOW = Date.parse('2026-11-12T02:14:00Z');

function row(began: string, resolved: string | null, commander: string | null = null): Row {
  return {
    id: began,
    number: 1,
    title: 'x',
    severity: 'sev2',
    phase: resolved === null ? 'identified' : 'resolved',
    scope: [],
    commander,
    declared_at: began,
    impact_began: began,
    resolved_at: resolved,
    next_update: null,
    nearness: null,
    retrospective: 'not_yet',
    entries: 1,
  };
}

const short = row('2026-11-12T01:46:00Z', null, 'on-call-1');
const long = row('2026-11-11T16:40:00Z', null, 'platform-2');

test.each([
  [[], 'Nothing is active'],
  [[short], 'Yours is the only one active, for 28 min'],
  [[long], '1 active, for 9 h 34 min'],
  [[short, long], '2 active, and yours has run for 28 min'],
  [[long, long], '2 active, the longest for 9 h 34 min'],
  [[short, short, long], '3 active, 2 of them yours'],
])('headline %#', (open, words) => {
  expect(headline(open, 'on-call-1', NOW)).toBe(words);
});

test('median and longest are those of the ones that were read', () => {
  const past = [
    row('2026-11-01T00:00:00Z', '2026-11-01T00:37:00Z'),
    row('2026-11-02T00:00:00Z', '2026-11-02T00:58:00Z'),
    row('2026-11-03T00:00:00Z', '2026-11-03T00:17:00Z'),
  ];
  expect(pastWords(past, 3, NOW)).toBe('3 past incidents. Median impact 37 min, longest 58 min.');
  expect(pastWords(past.slice(0, 2), 9, NOW)).toBe(
    '9 past incidents. Median impact of the newest 2 is 47 min, longest 58 min.',
  );
  expect(pastWords([], 0, NOW)).toBe('No past incidents yet.');
});
