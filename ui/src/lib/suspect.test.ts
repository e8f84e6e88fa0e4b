import { describe, expect, it } from 'vitest';
import { changeIcon, justBefore } from './suspect';

describe('changeIcon', () => {
  it('knows the sort of a change by its words', () => {
    expect(
      [
        'Deploy storefront 4.18.0',
        'Rolled back the deploy of storefront',
        'Flag velocity-rule-v2 to 100%',
        'Config: search cache 60 to 90 s',
        'Secrets rotated, monitoring',
        'Somebody leant on the rack',
      ].map(changeIcon),
    ).toEqual(['rocket', 'undo-2', 'flag', 'sliders-horizontal', 'key-round', 'wrench']);
  });
});

describe('justBefore', () => {
  const changes = ['01:41', '01:38', '00:20', '01:50'].map((time) => ({
    at: `2026-11-26T${time}:00Z`,
  }));

  it('keeps what came in the half hour before, and nothing after', () => {
    expect(justBefore(changes, '2026-11-26T01:46:00Z').map(({ at }) => at.slice(11, 16))).toEqual([
      '01:41',
      '01:38',
    ]);
  });

  it('finds nothing while nothing broke', () => {
    expect(justBefore(changes, null)).toEqual([]);
  });
});
