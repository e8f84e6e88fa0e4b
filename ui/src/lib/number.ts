// Values with their unit, and bands beside them. Numbers are shown as precisely
// as somebody can use them, never rounded across the edge that matters (99.96%
// is not 100%).

/** The units that read differently from "number, space, unit". */
export type Unit = 'percent' | 'per_second' | 'per_minute' | 'per_hour' | 'ms' | 'seconds' | 'plain';

/** Where a value is expected; an open side is null. */
export type Band = { low: number | null; high: number | null };

const SUFFIX: Record<Unit, string> = {
  percent: '%',
  per_second: '/s',
  per_minute: '/min',
  per_hour: '/h',
  ms: ' ms',
  seconds: ' s',
  plain: '',
};

function suffix(unit: string): string {
  return SUFFIX[unit as Unit] ?? (unit === '' ? '' : ` ${unit}`);
}

/** The bare number: `4,180`, `97.1`, `7.2`, `0.34`. */
export function formatNumber(value: number, unit = 'plain'): string {
  if (!Number.isFinite(value)) return '\u2013';
  let digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 1 : 2;
  if (unit === 'percent') digits = value > 99.9 && value < 100 ? 2 : 1;
  let text = value.toFixed(digits);
  // 99.996% would print as 100.00%: cut instead of rounding up.
  if (unit === 'percent' && value < 100 && Number(text) >= 100) text = '99.99';
  text = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  if (text === '-0') text = '0';
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',').replace('-', '\u2212');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** `61%`, `31/min`, `240 ms`; no value is a dash. */
export function formatValue(value: number | null | undefined, unit = 'plain'): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '\u2013';
  return formatNumber(value, unit) + suffix(unit);
}

/** `88–96%`, `at least 88%`, `at most 240 ms`, or `any` when no side is closed. */
export function formatBand(band: Band, unit = 'plain'): string {
  const { low, high } = band;
  if (low !== null && high !== null) {
    return `${formatNumber(low, unit)}\u2013${formatNumber(high, unit)}${suffix(unit)}`;
  }
  if (low !== null) return `at least ${formatValue(low, unit)}`;
  if (high !== null) return `at most ${formatValue(high, unit)}`;
  return 'any';
}

/** `expected 88–96%` */
export function expected(band: Band, unit = 'plain'): string {
  return `expected ${formatBand(band, unit)}`;
}

/** Which side of its band a value is on. */
export function side(value: number, band: Band): 'under' | 'in' | 'over' {
  if (band.low !== null && value < band.low) return 'under';
  if (band.high !== null && value > band.high) return 'over';
  return 'in';
}

/** The words of a tile: `under 11–17`, `in 95–99%`, `over 240 ms`. */
export function againstBand(value: number, band: Band, unit = 'plain'): string {
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
