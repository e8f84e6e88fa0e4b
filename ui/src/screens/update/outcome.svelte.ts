// Sending: to whom, what stands in the way, and what became of it.
import { ApiError, call, copy, type Request, type Response } from '../../ipc/client';
import { query } from '../../state/query.svelte';
import type { Draft, Finding, Sent } from './draft.svelte';

export type Delivery = Response<'outbox'>[number];
/** What was pressed: publish to the chosen ones, or copy it and send it by hand. */
export type Way = 'publish' | 'plain' | 'markdown';

export class Sending {
  readonly #draft: () => Draft;
  readonly #outbox;
  /** The way that waits for the reasons of the stopping checks. */
  asking: Way | undefined = $state();
  busy: Way | undefined = $state();
  sent: Sent | undefined = $state.raw();
  /** The text that the clipboard did not take, to be copied by hand. */
  uncopied: string | undefined = $state();
  problem: ApiError | undefined = $state.raw();
  #before: ReadonlySet<string> = new Set();

  constructor(draft: () => Draft) {
    this.#draft = draft;
    this.#outbox = query('outbox', () => (this.sent ? { all: true } : undefined), [
      'outbox',
      'incident',
    ]);
  }

  /** The checks that stop it, each once. */
  get stops(): Finding[] {
    const stops = this.#draft().checked?.findings.filter(({ severity }) => severity === 'stop');
    return (stops ?? []).filter(
      ({ rule }, index, all) => all.findIndex((one) => one.rule === rule) === index,
    );
  }

  /** What became of this update, one a target; empty until the outbox has answered. */
  get deliveries(): Delivery[] {
    const { incident } = this.#draft();
    return (this.#outbox.data ?? []).filter(
      (one) => one.incident?.id === incident && !this.#before.has(one.id),
    );
  }

  get outboxProblem(): ApiError | undefined {
    return this.#outbox.error;
  }

  /** Every delivery arrived. */
  get arrived(): boolean {
    const { deliveries, sent } = this;
    return (
      sent !== undefined &&
      deliveries.length >= sent.queued &&
      deliveries.every(({ state }) => state === 'sent')
    );
  }

  /** Sends it, or asks for the reasons first. True when it was sent. */
  async send(way: Way, overrides: Request<'send_update'>['overrides'] = []): Promise<boolean> {
    const draft = this.#draft();
    const { content } = draft;
    if (!content || this.busy) return false;
    this.busy = way;
    this.problem = undefined;
    try {
      // The checks must speak of this text, not of the one before the last key.
      await draft.saving.flush();
      if (this.stops.some(({ rule }) => !overrides.some((given) => given.rule === rule))) {
        this.asking = way;
        return false;
      }
      this.#before = new Set((await call('outbox', { all: true })).map(({ id }) => id));
      const sent = await draft.send(way === 'publish' ? content.targets : [], overrides);
      if (!sent) {
        this.problem = draft.problem;
        return false;
      }
      this.asking = undefined;
      this.sent = sent;
      if (way !== 'publish') await this.#copy(way === 'plain' ? sent.plain : content.text);
      return true;
    } catch (refused) {
      this.problem = ApiError.from(refused, 'The update was not sent: try again.');
      return false;
    } finally {
      this.busy = undefined;
    }
  }

  async #copy(text: string): Promise<void> {
    try {
      await copy(text);
    } catch {
      this.uncopied = text;
    }
  }
}
