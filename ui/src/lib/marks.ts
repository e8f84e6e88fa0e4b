// Cuts a text where the core found something. Offsets count characters as the
// core counts them: code points, not UTF-16 units.

export type Part = { text: string; hit: boolean };

/** The text in parts, hits and what lies between; marks may touch, overlap or run past the end. */
export function cut(text: string, marks: readonly (readonly [number, number])[]): Part[] {
  const letters = [...text];
  const parts: Part[] = [];
  const add = (from: number, to: number, hit: boolean) => {
    if (to > from) parts.push({ text: letters.slice(from, to).join(''), hit });
  };
  let at = 0;
  for (const [start, end] of [...marks].sort((a, b) => a[0] - b[0])) {
    const from = Math.min(Math.max(start, at), letters.length);
    const to = Math.min(end, letters.length);
    if (to <= from) continue;
    add(at, from, false);
    add(from, to, true);
    at = to;
  }
  add(at, letters.length, false);
  return parts;
}

/**
 * A long text around its first mark: what a result line has room for, with the marks
 * moved along. Nothing is cut off when it all fits.
 */
export function around(
  text: string,
  marks: readonly (readonly [number, number])[],
  room: number,
): { text: string; marks: [number, number][] } {
  const letters = [...text];
  const first = Math.min(...marks.map(([start]) => start), letters.length);
  if (letters.length <= room) return { text, marks: marks.map(([from, to]) => [from, to]) };
  const from = first < room / 2 ? 0 : Math.max(0, Math.min(first - 40, letters.length - room));
  const to = Math.min(letters.length, from + room);
  const head = from > 0 ? '… ' : '';
  const shift = from - head.length;
  return {
    text: `${head}${letters.slice(from, to).join('')}${to < letters.length ? ' …' : ''}`,
    marks: marks
      .filter(([start, end]) => start >= from && end <= to)
      .map(([start, end]) => [start - shift, end - shift]),
  };
}
