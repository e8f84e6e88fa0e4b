// What the core found in a text, made fit for the editor and for words beside it. The
// core counts characters; strings here count UTF-16 units.

/** A finding as the core sends it; `start` = `end` for something that is absent. */
export type Found = {
  rule: string;
  severity: 'stop' | 'warn' | 'hint';
  start: number;
  end: number;
  title: string;
  why: string;
  suggestion: string | null;
};

/** A remark as the editor draws it. */
export type Remark = {
  from: number;
  to: number;
  severity: 'error' | 'warning' | 'info';
  message: string;
};

const WEIGHT = { stop: 'error', warn: 'warning', hint: 'info' } as const;

/** Where a character that the core counted lies in the string. */
export function position(text: string, characters: number): number {
  let at = 0;
  let count = 0;
  for (const letter of text) {
    if (count === characters) return at;
    at += letter.length;
    count += 1;
  }
  return at;
}

/** Everything that can be underlined. */
export function remarks(text: string, found: readonly Found[]): Remark[] {
  return found
    .filter(({ start, end }) => start < end)
    .map(({ start, end, severity, title, why }) => ({
      from: position(text, start),
      to: position(text, end),
      severity: WEIGHT[severity],
      message: `${title}. ${why}`,
    }));
}

/** The words that a finding is about. */
export function quoted(text: string, { start, end }: Pick<Found, 'start' | 'end'>): string {
  return [...text].slice(start, end).join('');
}

/** How many stop, and how many are worth a look. */
export function tally(found: readonly Pick<Found, 'severity'>[]): { stops: number; looks: number } {
  const stops = found.filter(({ severity }) => severity === 'stop').length;
  return { stops, looks: found.length - stops };
}

/** `1 stops you, 4 to look at`. */
export function tallyText({ stops, looks }: { stops: number; looks: number }): string {
  const parts = [
    stops > 0 ? `${stops} ${stops === 1 ? 'stops' : 'stop'} you` : '',
    looks > 0 ? `${looks} to look at` : '',
  ].filter(Boolean);
  return parts.length === 0 ? 'nothing in the way' : parts.join(', ');
}
