import { expect, test } from 'vitest';
import { pressing, prefill, type Metric, type Page } from './prefill';

function metric(label: string, standing: Metric['standing']): Metric {
  return {
    name: label,
    label,
    capability: label.toLowerCase(),
    source: 'prometheus',
    query: 'x',
    unit: 'percent',
    band: { low: 88, high: 96 },
    band_text: '88–96%',
    for_seconds: 180,
    value: 61,
    value_text: '61%',
    at: null,
    standing,
    near_edge: false,
    sentence: '',
    problem: null,
    points: [],
  };
}

function page(summary: string, more: Partial<Page> = {}): Page {
  return {
    id: summary,
    pager: 'alertmanager',
    key: summary,
    summary,
    detail: null,
    urgency: 'high',
    labels: [],
    link: null,
    capability: null,
    state: { state: 'triggered' },
    triggered_at: '2026-11-12T01:49:00Z',
    since: '2026-11-12T01:49:00Z',
    by: 'holdfast',
    fired: 1,
    rang: 1,
    rings_again_at: null,
    told: [],
    incident: null,
    verdict: null,
    ...more,
  };
}

const out = metric('Checkout', { state: 'out', since: '2026-11-12T01:46:00Z' });
const leaving = metric('Orders', { state: 'leaving', since: '2026-11-12T01:50:00Z' });
const fine = metric('Search', { state: 'in_band', since: '2026-11-11T01:46:00Z' });

test('the page names it, the metric dates it, both say what is affected', () => {
  expect(prefill([leaving, fine, out], page('Nobody can pay', { capability: 'app' }))).toEqual({
    title: 'Nobody can pay',
    severity: 'sev2',
    scope: ['app', 'checkout', 'orders'],
    impact: { at: '2026-11-12T01:46:00Z', why: 'when Checkout left its band' },
  });
});

test('without page or metric there is nothing to start from', () => {
  expect(prefill([fine], undefined)).toEqual({
    title: '',
    severity: 'sev3',
    scope: [],
    impact: null,
  });
});

test('the pressing page is urgent, open and without an incident', () => {
  const acknowledged = page('acknowledged', {
    state: { state: 'acknowledged' },
    triggered_at: '2026-11-12T02:00:00Z',
  });
  const linked = page('linked', { incident: { id: 'x', number: 1 } });
  const low = page('low', { urgency: 'low' });
  const waiting = page('waiting');
  expect(pressing([low, linked, acknowledged, waiting])?.id).toBe('waiting');
  expect(pressing([low, linked, acknowledged])?.id).toBe('acknowledged');
  expect(pressing([low, linked])).toBeUndefined();
});
