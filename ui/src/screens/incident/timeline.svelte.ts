// A timeline of any length, read in windows: only what is looked at is asked for, what
// was read stays while newer is read, and ten thousand entries cost as much as ten.
import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { ApiError, call, subscribe, type Response } from '../../ipc/client';
import { Reader } from '../../state/reading';

type Answer = Response<'timeline'>;
export type Entry = Answer['entries'][number];
export type Filter = Answer['counts'][number][0];

const SIZE = 100;
const SEARCHED = 500;

type Window = {
  reader: Reader<Answer>;
  /** The change that it was last read for. */
  version: number;
};

export class Timeline {
  readonly #incident: string;
  #filter: Filter = $state('everything');
  #total: number | undefined = $state();
  #counts: Answer['counts'] = $state.raw([]);
  #version = $state(0);
  error: ApiError | undefined = $state.raw();
  slow = $state(false);
  readonly #entries = new SvelteMap<number, Entry[]>();
  readonly #windows = new Map<number, Window>();

  constructor(incident: string) {
    this.#incident = incident;
    $effect(() =>
      untrack(() => {
        const stop = subscribe({
          change: (change) => {
            if (change.topic === 'incident' && change.id !== incident) return;
            if (['incident', 'page', 'everything'].includes(change.topic)) this.#changed();
          },
          state: () => {
            this.#changed();
          },
        });
        return () => {
          stop();
          this.#forget();
        };
      }),
    );
  }

  get filter(): Filter {
    return this.#filter;
  }

  set filter(filter: Filter) {
    if (filter === this.#filter) return;
    this.#forget();
    this.#filter = filter;
    this.#total = undefined;
    this.#changed();
  }

  /** How many entries the filter lets through; undefined until the first answer. */
  get total(): number | undefined {
    return this.#total;
  }

  get counts(): Answer['counts'] {
    return this.#counts;
  }

  /** The entry at this place, counted from the oldest; undefined while it is read. */
  at(index: number): Entry | undefined {
    return this.#entries.get(Math.floor(index / SIZE))?.[index % SIZE];
  }

  /** Says that somebody looks there: reads the window if it is missing or old. */
  want(index: number): void {
    if (index < 0) return;
    this.#read(Math.floor(index / SIZE), this.#version);
    // The day of an entry is told against the one before it.
    if (index > 0 && index % SIZE === 0) this.#read(Math.floor(index / SIZE) - 1, this.#version);
  }

  /** The newest entry that fits, among those that were read. */
  newest(fits: (entry: Entry) => boolean): Entry | undefined {
    const windows = [...this.#entries.keys()].sort((a, b) => b - a);
    for (const window of windows) {
      const found = this.#entries.get(window)?.findLast(fits);
      if (found) return found;
    }
    return undefined;
  }

  /** Where an entry stands in the whole timeline; null when it is not there. */
  async find(id: string): Promise<number | null> {
    const { total } = await this.#ask(0, 1, 'everything');
    for (let end = total; end > 0; end -= SEARCHED) {
      const from = Math.max(0, end - SEARCHED);
      const { entries } = await this.#ask(from, end - from, 'everything');
      const at = entries.findIndex((entry) => entry.id === id);
      if (at >= 0) return from + at;
    }
    return null;
  }

  retry(): void {
    this.#changed();
  }

  #changed(): void {
    this.#version += 1;
    // The end says how many there are; what is looked at asks for itself.
    this.#read(Math.floor(Math.max(0, (this.#total ?? 1) - 1) / SIZE), this.#version);
  }

  #read(window: number, version: number): void {
    let known = this.#windows.get(window);
    if (!known) {
      known = { reader: this.#reader(window), version: -1 };
      this.#windows.set(window, known);
    }
    if (known.version === version) return;
    known.version = version;
    known.reader.request();
  }

  #reader(window: number): Reader<Answer> {
    const filter = this.#filter;
    return new Reader<Answer>({
      read: () => this.#ask(window * SIZE, SIZE, filter),
      onData: (answer) => {
        this.error = undefined;
        this.#counts = answer.counts;
        this.#entries.set(window, answer.entries);
        this.#total = answer.total;
      },
      onError: (problem) => {
        this.error = ApiError.from(problem, 'The timeline could not be read: try again.');
      },
      onSlow: (slow) => {
        this.slow = slow;
      },
    });
  }

  #ask(offset: number, limit: number, filter: Filter): Promise<Answer> {
    return call('timeline', { incident: this.#incident, offset, limit, filter });
  }

  #forget(): void {
    for (const { reader } of this.#windows.values()) reader.stop();
    this.#windows.clear();
    this.#entries.clear();
  }
}
