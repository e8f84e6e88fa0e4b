// An entry as evidence within a document: a list item with its time.
import { clock, type Zone } from './time';

/** What is read of an entry. */
export type Cited = { at: string; heading: string; text: string };

/** Longest text that is quoted; the timeline has the rest. */
const LONGEST = 240;

/** The words of an entry on one line. */
export function words({ heading, text }: Pick<Cited, 'heading' | 'text'>): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line === '') return heading;
  const letters = [...line];
  return letters.length <= LONGEST ? line : `${letters.slice(0, LONGEST - 1).join('')}\u2026`;
}

/** `- 01:46 Checkout success left its band`, on a line of its own. */
export function citation(entry: Cited, zone: Zone): string {
  return `- ${clock(zone, entry.at)} ${words(entry)}\n`;
}

/** A line of the document quotes it already, with its time. */
export function cites(markdown: string, entry: Cited, zone: Zone): boolean {
  const [time, said] = [clock(zone, entry.at), words(entry)];
  return markdown.split('\n').some((line) => line.includes(time) && line.includes(said));
}

/** Where one writes in a section: the line after its heading, past an empty one. */
export function afterHeading(markdown: string, start: number): number {
  const end = markdown.indexOf('\n', start);
  if (end < 0) return markdown.length;
  return markdown.startsWith('\n', end + 1) ? end + 2 : end + 1;
}
