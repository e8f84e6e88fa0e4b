// A metric being set up: what is typed, tried against its source, and saved.
import { ApiError, call, type Response } from '../../ipc/client';
import { toasts } from '../../state/toasts.svelte';
import { free, number, slug, type Metric, type Settings } from './words';

export class MetricDraft {
  readonly was: Metric | undefined;
  readonly #taken: readonly string[];
  label = $state('');
  name = $state('');
  source = $state('');
  query = $state('');
  unit: Metric['unit'] = $state('percent');
  capability = $state('');
  low = $state('');
  high = $state('');
  hold = $state('5m');
  clear = $state('2m');
  pages = $state(true);
  busy: 'try' | 'save' | 'remove' | undefined = $state();
  tried: { said: Response<'try_metric'>; of: string } | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  #named = false;

  constructor(settings: Settings, metric: Metric | undefined) {
    this.was = metric;
    this.#taken = settings.metrics.map(({ name }) => name);
    this.source = settings.adapters.find(({ table }) => table === 'source')?.name ?? '';
    if (!metric) return;
    this.#named = true;
    this.label = metric.label;
    this.name = metric.name;
    this.source = metric.source;
    this.query = metric.query;
    this.unit = metric.unit;
    this.capability = metric.capability ?? '';
    this.low = metric.low === undefined ? '' : String(metric.low);
    this.high = metric.high === undefined ? '' : String(metric.high);
    this.hold = metric.hold;
    this.clear = metric.clear;
    this.pages = metric.pages;
  }

  /** What the source said of what is typed now. */
  get answer(): Response<'try_metric'> | undefined {
    return this.tried?.of === this.#asked ? this.tried.said : undefined;
  }

  get band(): { low: number | null; high: number | null } {
    return { low: number(this.low) ?? null, high: number(this.high) ?? null };
  }

  /** What is wrong with the band as typed; the core says the rest. */
  get bandProblem(): string | undefined {
    if (number(this.low) === null || number(this.high) === null) {
      return 'Type a number such as 88 or 0.5.';
    }
    const { low, high } = this.band;
    if (low !== null && high !== null && low > high) return 'The lowest is above the highest.';
    return undefined;
  }

  /** The name in the file follows the label until somebody types one. */
  relabel(label: string): void {
    this.label = label;
    if (!this.#named) this.name = free(slug(label), this.#taken);
  }

  rename(name: string): void {
    this.#named = true;
    this.name = name;
  }

  async try(): Promise<void> {
    const of = this.#asked;
    const { source, query } = this;
    await this.#attempt('try', async () => {
      this.tried = { said: await call('try_metric', { source, query: query.trim() }), of };
    });
  }

  /** The name it was saved under. */
  async save(): Promise<string | undefined> {
    if (this.bandProblem !== undefined) return undefined;
    const metric = this.#metric();
    const { was } = this;
    const done = await this.#attempt('save', async () => {
      await call('save_metric', { ...(was && { was: was.name }), metric });
      toasts.show(`${metric.label} is saved.`);
    });
    return done ? metric.name : undefined;
  }

  async remove(): Promise<boolean> {
    const { was } = this;
    if (!was) return false;
    return this.#attempt('remove', async () => {
      await call('remove_metric', { name: was.name });
      toasts.show(`${was.label} is removed.`, {
        undo: () => {
          call('save_metric', { metric: was }).catch((refused: unknown) => {
            const { message } = ApiError.from(refused, 'It was not put back: add it again.');
            toasts.show(message, { tone: 'watch' });
          });
        },
      });
    });
  }

  get #asked(): string {
    return JSON.stringify([this.source, this.query.trim()]);
  }

  #metric(): Metric {
    const { low, high } = this.band;
    return {
      name: this.name.trim(),
      label: this.label.trim(),
      source: this.source,
      query: this.query.trim(),
      unit: this.unit,
      ...(this.capability !== '' && { capability: this.capability }),
      ...(low !== null && { low }),
      ...(high !== null && { high }),
      hold: this.hold.trim(),
      clear: this.clear.trim(),
      pages: this.pages,
    };
  }

  async #attempt(what: 'try' | 'save' | 'remove', work: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = what;
    this.error = undefined;
    try {
      await work();
      return true;
    } catch (refused) {
      this.error = ApiError.from(refused, 'That did not work: try again.');
      return false;
    } finally {
      this.busy = undefined;
    }
  }
}
