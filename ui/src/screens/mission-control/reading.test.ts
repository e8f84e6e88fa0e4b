import { describe, expect, it } from 'vitest';
import type { MissionControl, Session } from '../../state/desk.svelte';
import { blindSince, brokeAt, footnotes, layout, measures, nextStep, polled } from './reading';

type Metric = MissionControl['metrics'][number];
type Adapter = MissionControl['adapters'][number];

const NOW = Date.parse('2026-11-26T01:52:00Z');
const at = (minutesAgo: number) => new Date(NOW - minutesAgo * 60_000).toISOString();

function metric(name: string, standing: Metric['standing'], change: Partial<Metric> = {}): Metric {
  return {
    name,
    label: `The ${name}`,
    capability: null,
    source: 'prometheus',
    query: 'up',
    unit: 'percent',
    band: { low: 88, high: 96 },
    band_text: '88–96%',
    for_seconds: 180,
    value: 92,
    value_text: '92%',
    at: at(0),
    standing,
    near_edge: false,
    sentence: '92% is in its band 88–96%',
    problem: null,
    points: [],
    ...change,
  };
}

const well = metric('orders', { state: 'in_band', since: at(90) });
const out = metric('checkout', { state: 'out', since: at(6) });
const silent = metric('signin', { state: 'silent', since: at(4) });

function adapter(table: Adapter['table'], name: string, change: Partial<Adapter> = {}): Adapter {
  return {
    table,
    name,
    kind: name,
    health: 'working',
    message: null,
    answered_at: at(0),
    next_at: null,
    tries: 0,
    ...change,
  };
}

const deaf: Partial<Adapter> = {
  health: 'failing',
  message: 'Prometheus answered 401: check the token.',
  answered_at: at(4),
  next_at: at(-0.5),
  tries: 8,
};

function incident(number: number, change: Partial<MissionControl['incidents'][number]> = {}) {
  return {
    id: `i${number}`,
    number,
    title: 'Checkout failing',
    severity: 'sev2',
    phase: 'triage',
    scope: [],
    commander: null,
    declared_at: at(6),
    impact_began: at(6),
    resolved_at: null,
    next_update: null,
    nearness: null,
    retrospective: 'not_yet',
    entries: 1,
    ...change,
  } satisfies MissionControl['incidents'][number];
}

function control(
  call: MissionControl['verdict']['call'],
  change: Partial<MissionControl> = {},
): MissionControl {
  return {
    now: at(0),
    verdict: { call, headline: 'Headline', reason: 'Reason.', until: null },
    polled_at: at(0.1),
    metrics: [well],
    pages: [],
    incidents: [],
    changes: [],
    adapters: [],
    at_work_at: '2026-11-26T09:00:00Z',
    ...change,
  };
}

const me = { person: 'ada' } as Session;

describe('layout', () => {
  it('follows the verdict, and shows the chart of a metric that has just left its band', () => {
    const leaving = metric('checkout', { state: 'leaving', since: at(1) });
    expect([
      layout(control('act_now', { metrics: [out, silent] })),
      layout(control('can_wait')),
      layout(control('cannot_tell', { metrics: [silent, well] })),
      layout(control('cannot_tell', { metrics: [leaving, well] })),
      layout(control('cannot_tell', { metrics: [leaving, silent] })),
      layout(control('cannot_tell', { metrics: [] })),
    ]).toEqual(['acting', 'calm', 'blind', 'acting', 'blind', 'blind']);
  });
});

describe('nextStep', () => {
  it('opens the incident there is, or declares one', () => {
    expect(nextStep(control('act_now', { incidents: [incident(7)] }))).toMatchObject({
      label: 'Open incident',
      href: '#/incidents/i7',
    });
    expect(nextStep(control('act_now'))).toMatchObject({ label: 'Declare incident' });
  });

  it('leads to the source that does not answer, then to what is silent, and nowhere when calm', () => {
    const blind = control('cannot_tell', { metrics: [silent] });
    const source = [adapter('source', 'prometheus', deaf)];
    expect(nextStep({ ...blind, adapters: source })?.label).toBe('Check prometheus');
    expect(nextStep(blind)?.href).toBe('#/?metric=signin');
    expect(nextStep(control('can_wait'))).toBeNull();
  });
});

describe('footnotes', () => {
  it('says whom the reader leads and what is owed', () => {
    const owed = { due_at: at(-14.5), promised: false };
    const mine = incident(7, { commander: 'ada', next_update: owed });
    expect(footnotes(control('act_now', { incidents: [mine] }), me, NOW)).toEqual([
      'Reason.',
      'You command INC-7.',
      'Public update due in 14 min.',
    ]);
    const others = [incident(5, { next_update: owed }), incident(7, { commander: 'ada' })];
    expect(footnotes(control('act_now', { incidents: others }), me, NOW)[2]).toBe(
      'INC-5: public update due in 14 min.',
    );
  });

  it('never leaves calm alone while a pager does not answer', () => {
    const adapters = [adapter('pager', 'alertmanager', deaf)];
    expect(footnotes(control('can_wait', { adapters }), me, NOW)).toEqual([
      'Reason.',
      'alertmanager has been silent for 4 min, so no page from it can arrive.',
    ]);
  });
});

describe('measures', () => {
  it('names each source once, with its clock, then what is silent for another reason', () => {
    const elsewhere = metric('search', { state: 'silent', since: at(2) }, { source: 'shop' });
    const blind = control('cannot_tell', {
      metrics: [silent, elsewhere],
      adapters: [adapter('source', 'prometheus', deaf)],
    });
    expect(measures(blind, NOW).map(({ title, clock }) => [title, clock])).toEqual([
      ['Asks prometheus again', 'next in 30 s'],
      ['Reads The search again from shop', undefined],
      ['Keeps the resolve gate shut', undefined],
    ]);
  });

  it('waits for a secret instead of asking in vain', () => {
    const blind = control('cannot_tell', {
      metrics: [silent],
      adapters: [adapter('source', 'prometheus', { health: 'needs_secret', next_at: at(-1) })],
    });
    expect(measures(blind, NOW)[0]).toMatchObject({
      title: 'Waits for the secret of prometheus',
      href: '#/settings/sources?name=prometheus',
    });
  });
});

describe('the clocks', () => {
  it('counts only what was polled, and remembers when it broke', () => {
    const mixed = control('act_now', { metrics: [well, out, silent] });
    expect(polled(mixed, NOW)).toBe('2 of 3 polled 6 s ago');
    expect(polled(control('cannot_tell', { metrics: [], polled_at: null }), NOW)).toBe(
      'nothing to poll yet',
    );
    expect([brokeAt(mixed), blindSince(mixed)]).toEqual([at(6), at(4)]);
    expect([brokeAt(control('can_wait')), blindSince(control('can_wait'))]).toEqual([null, null]);
  });
});
