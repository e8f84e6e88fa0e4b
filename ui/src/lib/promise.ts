// Reminders of the updates that were promised: spoken at 5, 2 and 0 minutes.
import { plural } from './number';
import { clock, instant, type Zone } from './time';

/** What is read of an incident. */
export type Owing = {
  id: string;
  number: number;
  next_update: { due_at: string; promised: boolean } | null;
};

export type Reminder<O> = { incident: O; minutes: 5 | 2 | 0 };

const MARKS = [0, 2, 5] as const;

/** Which marks lie in (before, now]; when several do, only the last counts. */
export function reminders<O extends Owing>(
  incidents: readonly O[],
  before: number,
  now: number,
): Reminder<O>[] {
  return incidents.flatMap((incident) => {
    if (!incident.next_update) return [];
    const due = instant(incident.next_update.due_at);
    const minutes = MARKS.find((mark) => {
      const at = due - mark * 60_000;
      return before < at && at <= now;
    });
    return minutes === undefined ? [] : [{ incident, minutes }];
  });
}

/** `Public update for INC-7 is due in 5 min.` */
export function reminderText({ incident, minutes }: Reminder<Owing>, zone: Zone): string {
  const word = incident.next_update?.promised ? 'promised' : 'due';
  if (minutes > 0) return `Public update for INC-${incident.number} is ${word} in ${minutes} min.`;
  const at = incident.next_update ? ` for ${clock(zone, incident.next_update.due_at)}` : '';
  return word === 'promised'
    ? `The public update for INC-${incident.number} was promised${at}: write it now.`
    : `The public update for INC-${incident.number} is due now.`;
}

/** Where a promise stands, for a line: `public update due in 14 min`. */
export function promiseText(due: { due_at: string; promised: boolean }, now: number): string {
  const ms = instant(due.due_at) - now;
  const word = due.promised ? 'promised' : 'due';
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  if (ms < 0) return `public update overdue for ${minutes} min`;
  if (minutes === 0) return `public update ${word} in ${plural(Math.ceil(ms / 1000), 'second')}`;
  return `public update ${word} in ${minutes} min`;
}

/** Where `now` stands against a due time, between two answers of the core. */
export function nearness(dueAt: string, now: number): 'ahead' | 'near' | 'overdue' {
  const ms = instant(dueAt) - now;
  if (ms <= 0) return 'overdue';
  return ms <= 5 * 60_000 ? 'near' : 'ahead';
}

/** What a clock says aloud: it changes at 5, 2 and 0 minutes and not in between. */
export function spoken(dueAt: string, now: number): string {
  const minutes = (instant(dueAt) - now) / 60_000;
  if (minutes > 5) return '';
  if (minutes > 2) return 'Public update due in 5 minutes';
  return minutes > 0 ? 'Public update due in 2 minutes' : 'Public update due now';
}
