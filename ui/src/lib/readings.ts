// A metric's past as rows: all of it would be hundreds, so every crossing of the
// band, every gap and every change is kept, and every few readings between them.
import { side, type Band } from './number';
import { instant } from './time';

export type ReadingRow = {
  at: string;
  value: number | null;
  side: 'under' | 'in' | 'over' | 'none';
  /** How far outside its band, always positive; 0 within. */
  by: number;
  /** The changes noted between this reading and the one before it. */
  what: string;
};

/** About how many rows lie between the ones that must be there. */
const ROWS = 36;

/** Newest first. */
export function readings(
  points: readonly { at: string; value: number | null }[],
  band: Band,
  changes: readonly { at: string; text: string }[],
): ReadingRow[] {
  const step = Math.max(1, Math.ceil(points.length / ROWS));
  const rows: ReadingRow[] = [];
  let before: ReadingRow | undefined;
  for (const [index, point] of points.entries()) {
    const since = index === 0 ? -Infinity : instant(points[index - 1]?.at ?? point.at);
    const what = changes
      .filter(({ at }) => instant(at) > since && instant(at) <= instant(point.at) && index > 0)
      .map(({ text }) => text)
      .join('; ');
    const row = { ...against(point.value, band), at: point.at, value: point.value, what };
    const crossed = before !== undefined && before.side !== row.side;
    if (index % step === 0 || index === points.length - 1 || crossed || what !== '') rows.push(row);
    before = row;
  }
  return rows.reverse();
}

function against(value: number | null, band: Band): Pick<ReadingRow, 'side' | 'by'> {
  if (value === null) return { side: 'none', by: 0 };
  const where = side(value, band);
  const edge = where === 'under' ? band.low : where === 'over' ? band.high : value;
  return { side: where, by: Math.abs(value - (edge ?? value)) };
}
