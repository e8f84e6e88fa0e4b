// Values with their unit, and bands beside them. Numbers are shown as precisely
// as somebody can use them, never rounded across the edge that matters (99.96%
// is not 100%).

/** What a metric counts in, as the core names it. */
export type Unit = 'count' | 'percent' | 'per_second' | 'per_minute' | 'milliseconds' | 'seconds';

/** Where a value is expected; an open side is null. */
export type Band = { low: number | null; high: number | null };

const SUFFIX: Record<Unit, string> = {
  count: '',
  percent: '%',
  per_second: '/s',
  per_minute: '/min',
  milliseconds: ' ms',
  seconds: ' s',
};

/** The bare number, three digits of it, as the core says it: `41,800`, `97.1`, `7.2`, `0.123`. */
export function formatNumber(value: number, unit: Unit = 'count'): string {
  if (!Number.isFinite(value)) return '\u2013';
  const size = Math.abs(value);
  let digits = size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  if (unit === 'percent' && value > 99.9 && value < 100) digits = 2;
  let text = value.toFixed(digits);
  // 99.996% would print as 100.00%: cut instead of rounding up.
  if (unit === 'percent' && value < 100 && Number(text) >= 100) text = '99.99';
  text = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  if (text === '-0') text = '0';
  const [whole = '', fraction] = text.split('.');
  const long = size >= 10_000 ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole;
  const grouped = long.replace('-', '\u2212');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** `61%`, `31/min`, `240 ms`; no value is a dash. */
export function formatValue(value: number | null | undefined, unit: Unit = 'count'): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '\u2013';
  return formatNumber(value, unit) + SUFFIX[unit];
}

/** `88–96%`, `at least 88%`, `at most 240 ms`, or `no band` when no side is closed. */
export function formatBand(band: Band, unit: Unit = 'count'): string {
  const { low, high } = band;
  if (low !== null && high !== null) {
    return `${formatNumber(low, unit)}\u2013${formatNumber(high, unit)}${SUFFIX[unit]}`;
  }
  if (low !== null) return `at least ${formatValue(low, unit)}`;
  if (high !== null) return `at most ${formatValue(high, unit)}`;
  return 'no band';
}

/** `expected 88–96%` */
export function expected(band: Band, unit: Unit = 'count'): string {
  return `expected ${formatBand(band, unit)}`;
}

/** Which side of its band a value is on. */
export function side(value: number, band: Band): 'under' | 'in' | 'over' {
  if (band.low !== null && value < band.low) return 'under';
  if (band.high !== null && value > band.high) return 'over';
  return 'in';
}

/** The words of a tile: `under 11–17`, `in 95–99%`, `over 240 ms`. */
export function againstBand(value: number, band: Band, unit: Unit = 'count'): string {
  const where = side(value, band);
  if (band.low !== null && band.high !== null) return `${where} ${formatBand(band, unit)}`;
  const edge = band.low ?? band.high;
  if (edge === null) return 'no band';
  if (where === 'in') return formatBand(band, unit);
  return `${where} ${formatValue(edge, unit)}`;
}

/** `1 page`, `3 pages`, `2 entries` */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}
