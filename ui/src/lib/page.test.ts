import { describe, expect, it } from 'vitest';
import { alerting, besideHeadline, demand, inTime, pageLine, waysTold, type Page } from './page';
import { UTC } from './time';

const NOW = Date.parse('2026-11-26T01:52:00Z');

function page(change: Partial<Page> = {}): Page {
  return {
    id: 'p1',
    pager: 'Alertmanager',
    urgency: 'high',
    state: { state: 'triggered' },
    triggered_at: '2026-11-26T01:51:00Z',
    since: '2026-11-26T01:51:00Z',
    by: 'holdfast',
    fired: 1,
    rang: 0,
    rings_again_at: null,
    told: [],
    incident: null,
    ...change,
  };
}

describe('pageLine', () => {
  it('says how often a waiting page rang and when it rings again', () => {
    const waiting = page({ rang: 2, rings_again_at: '2026-11-26T01:52:22Z' });
    expect(pageLine(waiting, UTC, NOW)).toBe(
      'Alertmanager · 01:51 · rang twice · rings again in 22 s',
    );
  });

  it('says who has a page, and calls the reader you', () => {
    const taken = page({ state: { state: 'acknowledged' }, by: 'ada', incident: { number: 7 } });
    expect(pageLine(taken, UTC, NOW, 'ada')).toBe(
      'Alertmanager · 01:51 · acknowledged 01:51 by you · in INC-7',
    );
    expect(pageLine(taken, UTC, NOW, 'bob')).toContain('acknowledged 01:51 by ada');
  });

  it('says until when a page is put off', () => {
    const snoozed = page({
      urgency: 'low',
      state: { state: 'snoozed', until: '2026-11-26T09:00:00Z' },
      by: 'ada',
    });
    expect(pageLine(snoozed, UTC, NOW)).toBe(
      'Alertmanager · 01:51 · low · snoozed until 09:00 by ada',
    );
  });
});

describe('inTime', () => {
  it('counts seconds, then minutes', () => {
    expect([22_000, 252_000, 0, -5_000].map(inTime)).toEqual(['in 22 s', 'in 4:12', 'now', 'now']);
  });
});

describe('waysTold', () => {
  it('puts what did not get through first, in its own words', () => {
    expect(
      waysTold([
        { channel: 'window', accepted: true, problem: null },
        {
          channel: 'notification',
          accepted: false,
          problem: 'the notification service did not answer',
        },
      ]),
    ).toEqual([
      {
        label: 'Notification',
        text: 'the notification service did not answer',
        accepted: false,
      },
      { label: 'This window', text: 'brought forward', accepted: true },
    ]);
  });
});

describe('besideHeadline', () => {
  it('keeps what is new and leaves out what the headline says', () => {
    const say = (summary: string, detail: string | null) => besideHeadline({ summary, detail });
    expect(say('Checkout 61% is below 88%', '61% is below 88% for 3 min')).toBe(
      'It had been so for 3 min when this page was raised.',
    );
    expect(say('Disk 82%', 'Grows 2% a day for weeks')).toBe('Grows 2% a day for weeks');
    expect(say('Disk 82% on replica-3', 'Disk 82%')).toBe('');
    expect(say('Disk 82%', null)).toBe('');
  });
});

describe('alerting', () => {
  const older = page({ id: 'p0', triggered_at: '2026-11-26T01:40:00Z' });

  it('shows the oldest that waits and counts the others', () => {
    expect(alerting([page(), older], new Set())).toEqual({ page: older, more: 1 });
  });

  it('leaves the window alone for low, taken and snoozed pages', () => {
    const quiet = [
      page({ urgency: 'low' }),
      page({ state: { state: 'acknowledged' } }),
      page({ state: { state: 'snoozed', until: '2026-11-26T09:00:00Z' } }),
    ];
    expect(alerting(quiet, new Set())).toBeNull();
  });

  it('takes the window again when a page that was laid aside fires or is woken anew', () => {
    const aside = new Set([demand(page())]);
    expect(alerting([page()], aside)).toBeNull();
    expect(alerting([page({ fired: 2 })], aside)?.page.fired).toBe(2);
    expect(alerting([page({ since: '2026-11-26T01:55:00Z' })], aside)?.more).toBe(0);
  });
});
