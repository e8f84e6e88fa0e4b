// Text with `code` in it, cut into the parts that are drawn differently.

export type Part = { text: string; code: boolean };

/** A backtick without its partner is an ordinary sign. */
export function inline(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const found of text.matchAll(/`([^`\n]+)`/g)) {
    if (found.index > from) parts.push({ text: text.slice(from, found.index), code: false });
    parts.push({ text: found[1] ?? '', code: true });
    from = found.index + found[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), code: false });
  return parts;
}
