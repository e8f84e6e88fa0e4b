// What is typed into the entry box, and what it means: `/d` makes it a decision,
// `@02:05` gives it a time. A word counts once it is finished, so that the text under
// the caret never changes while somebody is still typing it.
import { parseMoment } from './moment';
import type { Zone } from './time';

export type Sort = 'note' | 'decision' | 'action';

export type Jotting = {
  text: string;
  sort: Sort;
  /** When it happened, as typed; null means now. */
  at: string | null;
};

export const EMPTY: Jotting = { text: '', sort: 'note', at: null };

const SORTS: Record<string, Sort> = { e: 'note', a: 'action', d: 'decision' };
const KIND = /^\/([ead])\s/i;
const TIME_FIRST = /^@((?:yesterday\s+)?\d{1,2}:?\d{2})\s/i;
const TIME_LAST = /\s@((?:yesterday\s+)?\d{1,2}:?\d{2})\s*$/i;

/** Takes the finished commands out of the text. */
export function absorb(jotting: Jotting, zone: Zone, now: number): Jotting {
  let { text, sort, at } = jotting;
  for (;;) {
    const kind = KIND.exec(text);
    const time = TIME_FIRST.exec(text);
    const moment = time?.[1] === undefined ? null : parseMoment(time[1], zone, now);
    if (kind) {
      sort = SORTS[(kind[1] ?? '').toLowerCase()] ?? sort;
      text = text.slice(kind[0].length);
    } else if (time && moment !== null) {
      at = moment;
      text = text.slice(time[0].length);
    } else {
      break;
    }
  }
  const last = TIME_LAST.exec(text);
  // At the end a time is finished by a blank; before that it may grow to another.
  if (last?.[1] !== undefined && /\s$/.test(text)) {
    const moment = parseMoment(last[1], zone, now);
    if (moment !== null) {
      at = moment;
      text = text.slice(0, last.index);
    }
  }
  return { text, sort, at };
}

/** What is sent when Enter is pressed: every command is finished then. */
export function finish(jotting: Jotting, zone: Zone, now: number): Jotting {
  const done = absorb({ ...jotting, text: `${jotting.text} ` }, zone, now);
  return { ...done, text: done.text.trim() };
}

/** `/u` asks for the composer of updates instead. */
export function asksForUpdate(text: string): boolean {
  return /^\/u\s*$/i.test(text);
}
