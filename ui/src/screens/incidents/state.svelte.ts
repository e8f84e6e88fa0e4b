// What the list shows: the open incidents and the newest past ones, kept true by the
// core, and older past ones that somebody asked for.
import { ApiError, call } from '../../ipc/client';
import { query } from '../../state/query.svelte';
import type { Row } from './summary';

export type Level = Row['severity'];

const PAGE = 100;

export class IncidentList {
  text = $state('');
  levels: Level[] = $state.raw([]);
  #older: Row[] = $state.raw([]);
  #olderFor = '';
  error: ApiError | undefined = $state.raw();
  busy = $state(false);
  readonly #newest = query(
    'incidents',
    () => ({ limit: PAGE, ...(this.words !== '' && { text: this.words }) }),
    ['incident'],
  );

  get words(): string {
    return this.text.trim();
  }

  get newest() {
    return this.#newest;
  }

  get open(): Row[] {
    return this.#matching(this.#newest.data?.open ?? []);
  }

  /** Every past one that was read, each once, whatever severity. */
  get past(): Row[] {
    const { data } = this.#newest;
    if (!data) return [];
    const seen = new Set([...data.open, ...data.past].map((row) => row.id));
    const older = this.#olderFor === this.words ? this.#older : [];
    return [...data.past, ...older.filter((row) => !seen.has(row.id))];
  }

  get pastShown(): Row[] {
    return this.#matching(this.past);
  }

  get pastTotal(): number {
    return this.#newest.data?.past_total ?? 0;
  }

  get filtered(): boolean {
    return this.words !== '' || this.levels.length > 0;
  }

  toggle(level: Level): void {
    this.levels = this.levels.includes(level)
      ? this.levels.filter((other) => other !== level)
      : [...this.levels, level];
  }

  clear(): void {
    this.text = '';
    this.levels = [];
  }

  async more(): Promise<void> {
    if (this.busy) return;
    const { words } = this;
    this.busy = true;
    this.error = undefined;
    try {
      const offset = this.past.length;
      const asked = { limit: PAGE, offset, ...(words !== '' && { text: words }) };
      const { past } = await call('incidents', asked);
      this.#older = [...(this.#olderFor === words ? this.#older : []), ...past];
      this.#olderFor = words;
    } catch (problem) {
      this.error = ApiError.from(problem, 'The older incidents could not be read: try again.');
    } finally {
      this.busy = false;
    }
  }

  #matching(rows: readonly Row[]): Row[] {
    return rows.filter((row) => this.levels.length === 0 || this.levels.includes(row.severity));
  }
}
