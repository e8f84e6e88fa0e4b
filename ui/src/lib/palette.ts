// What somebody typed into the palette, and which part of a label it hits.

export type Search = { words: string; commands: boolean; incidents: boolean };

/** `>` leaves only commands, `#` only incidents. */
export function search(text: string): Search {
  const only = /^\s*[>#]/.exec(text)?.[0].trim();
  const words = text
    .replace(/^\s*[>#]/, '')
    .trim()
    .toLowerCase();
  return { words, commands: only !== '#', incidents: only !== '>' };
}

/** Cuts a label where the words are, so that they can be underlined. */
export function splitMatch(label: string, words: string): { text: string; hit: boolean }[] {
  const at = words === '' ? -1 : label.toLowerCase().indexOf(words);
  if (at < 0) return [{ text: label, hit: false }];
  return [
    { text: label.slice(0, at), hit: false },
    { text: label.slice(at, at + words.length), hit: true },
    { text: label.slice(at + words.length), hit: false },
  ].filter((part) => part.text !== '');
}
