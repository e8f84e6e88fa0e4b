// The entry box: what is typed, what is on its way, and what was refused. Nothing typed
// is lost: a text leaves here only once the core has said that it is saved.
import { ApiError, call } from '../../ipc/client';
import { absorb, asksForUpdate, EMPTY, finish, type Jotting, type Sort } from '../../lib/jotting';
import { instant } from '../../lib/time';
import { present } from '../../state/clock.svelte';

/** Sent, not yet known to be saved. */
export type Sending = Jotting & { id: number; error: ApiError | undefined };

/** An entry of one's own that was just written and may still be changed in the box. */
export type Recent = { id: string; text: string; notedAt: number };

const RECENT = 60_000;
const kept = new Map<string, Jotter>();

export class Jotter {
  readonly incident: string;
  jotting: Jotting = $state.raw(EMPTY);
  sending: Sending[] = $state.raw([]);
  /** The entry that the box changes instead of adding one. */
  editing: Recent | undefined = $state.raw();
  /** Why the change was refused. */
  error: ApiError | undefined = $state.raw();
  /** When the last one was saved. */
  savedAt: number | undefined = $state();
  #last: Recent | undefined;
  #next = 1;

  constructor(incident: string) {
    this.incident = incident;
  }

  /** Takes what stands in the field, and the commands in it. */
  type(text: string): void {
    this.savedAt = undefined;
    const typed = { ...this.jotting, text };
    this.jotting = this.editing ? typed : absorb(typed, present.zone, present.now);
  }

  choose(sort: Sort): void {
    this.jotting = { ...this.jotting, sort };
  }

  now(): void {
    this.jotting = { ...this.jotting, at: null };
  }

  /** Takes the last chip back: the time, then the kind. True when there was one. */
  peel(): boolean {
    if (this.editing) return false;
    if (this.jotting.at !== null) this.now();
    else if (this.jotting.sort !== 'note') this.choose('note');
    else return false;
    return true;
  }

  /** Enter. Returns 'update' when the composer was asked for. */
  async add(): Promise<'update' | undefined> {
    if (this.editing) {
      await this.#amend(this.editing);
      return undefined;
    }
    if (asksForUpdate(this.jotting.text)) {
      this.jotting = EMPTY;
      return 'update';
    }
    const done = finish(this.jotting, present.zone, present.now);
    if (done.text === '') return undefined;
    this.jotting = EMPTY;
    await this.#send({ ...done, id: this.#next++, error: undefined });
    return undefined;
  }

  async again(one: Sending): Promise<void> {
    await this.#send({ ...one, error: undefined });
  }

  /** Puts a refused text back into the box. */
  takeBack(one: Sending): void {
    this.#drop(one.id);
    this.editing = undefined;
    this.jotting = { text: one.text, sort: one.sort, at: one.at };
  }

  discard(one: Sending): void {
    this.#drop(one.id);
  }

  /** Up in an empty box: the last of one's own, if it is young enough. */
  edit(newest: Recent | undefined): boolean {
    const found = [this.#last, newest]
      .filter((one) => one !== undefined)
      .sort((a, b) => b.notedAt - a.notedAt)[0];
    if (!found || present.now - found.notedAt > RECENT) return false;
    this.editing = found;
    this.error = undefined;
    this.jotting = { ...EMPTY, text: found.text };
    return true;
  }

  cancelEdit(): void {
    this.editing = undefined;
    this.error = undefined;
    this.jotting = EMPTY;
  }

  async #send(one: Sending): Promise<void> {
    this.sending = [...this.sending.filter((other) => other.id !== one.id), one];
    const { text, sort, at } = one;
    try {
      const asked = { incident: this.incident, text, sort, ...(at !== null && { at }) };
      const { entry } = await call('log', asked);
      this.#drop(one.id);
      this.savedAt = present.now;
      this.#last = { id: entry, text, notedAt: present.now };
    } catch (problem) {
      const error = ApiError.from(problem, 'It was not saved: try again.');
      this.sending = this.sending.map((other) => (other.id === one.id ? { ...one, error } : other));
    }
  }

  async #amend(recent: Recent): Promise<void> {
    const text = this.jotting.text.trim();
    if (text === '' || text === recent.text) {
      this.cancelEdit();
      return;
    }
    try {
      await call('amend', { entry: recent.id, text });
      if (this.#last?.id === recent.id) this.#last = { ...recent, text };
      this.cancelEdit();
      this.savedAt = present.now;
    } catch (problem) {
      this.error = ApiError.from(problem, 'The change was not saved: try again.');
    }
  }

  #drop(id: number): void {
    this.sending = this.sending.filter((other) => other.id !== id);
  }
}

/** The box of this incident, with what was typed there before. */
export function jotter(incident: string): Jotter {
  const found = kept.get(incident) ?? new Jotter(incident);
  kept.set(incident, found);
  return found;
}

export function recent(entry: { id: string; text: string; noted_at: string }): Recent {
  return { id: entry.id, text: entry.text, notedAt: instant(entry.noted_at) };
}
