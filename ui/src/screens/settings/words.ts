// Words and small conversions that the parts of settings share.
import type { Response } from '../../ipc/client';
import type { Tone } from '../../components/StateWord.svelte';

export type Settings = Response<'settings'>;
export type Adapter = Settings['adapters'][number];
export type Kind = Settings['kinds'][number];
export type Metric = Settings['metrics'][number];
export type Table = Adapter['table'];

export const HEALTH: Record<Adapter['health']['health'], [Tone, string]> = {
  idle: ['plain', 'Not asked yet'],
  working: ['ok', 'Working'],
  slow: ['watch', 'Slow'],
  failing: ['alarm', 'Failing'],
  needs_secret: ['alarm', 'Needs its secret'],
};

export const UNITS: readonly { value: Metric['unit']; label: string }[] = [
  { value: 'count', label: 'Count' },
  { value: 'percent', label: 'Percent' },
  { value: 'per_minute', label: 'Per minute' },
  { value: 'per_second', label: 'Per second' },
  { value: 'milliseconds', label: 'Milliseconds' },
  { value: 'seconds', label: 'Seconds' },
];

/** A name for the configuration file: letters, digits and dashes. */
export function slug(label: string): string {
  return label
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
}

/** A name that none of the others has: `shop`, `shop-2`. */
export function free(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name;
  let count = 2;
  while (taken.includes(`${name}-${count}`)) count += 1;
  return `${name}-${count}`;
}

/** A number as somebody types it; undefined for none, null when it is no number. */
export function number(text: string): number | undefined | null {
  const typed = text.trim().replace(',', '.');
  if (typed === '') return undefined;
  const value = Number(typed);
  return Number.isFinite(value) ? value : null;
}
