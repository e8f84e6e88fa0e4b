// What a person does to a page, from wherever it is shown: the list at home, its own
// dialog, the alert. Keeps what went wrong, so that it is said where it happened.
import { ApiError, call, type Response } from '../ipc/client';
import { rfc3339, when } from '../lib/time';
import { present } from './clock.svelte';
import { toasts } from './toasts.svelte';

export type PageView = Response<'page'>;

const MINUTE = 60_000;

export class PageActions {
  #busy: string | null = $state(null);
  #error: ApiError | null = $state.raw(null);

  /** The page something is being done to. */
  get busy(): string | null {
    return this.#busy;
  }

  get error(): ApiError | null {
    return this.#error;
  }

  forget(): void {
    this.#error = null;
  }

  acknowledge(page: PageView): Promise<boolean> {
    return this.#do(page, () => call('acknowledge_page', { page: page.id, place: 'window' }), {
      said: `Acknowledged: ${page.summary}`,
    });
  }

  snooze(page: PageView, minutes = 10): Promise<boolean> {
    return this.snoozeUntil(page, rfc3339(present.now + minutes * MINUTE));
  }

  snoozeUntil(page: PageView, until: string): Promise<boolean> {
    const clock = when(present.zone, until, present.now);
    return this.#do(page, () => call('snooze_page', { page: page.id, until, place: 'window' }), {
      said: `Snoozed until ${clock}: ${page.summary}`,
      undo: () => void this.wake(page),
    });
  }

  wake(page: PageView): Promise<boolean> {
    return this.#do(page, () => call('wake_page', { page: page.id }), {
      said: `Woken: ${page.summary}`,
    });
  }

  resolve(page: PageView): Promise<boolean> {
    return this.#do(page, () => call('resolve_page', { page: page.id }), {
      said: `Over: ${page.summary}`,
    });
  }

  /** True when it was done. */
  async #do(
    page: PageView,
    act: () => Promise<unknown>,
    done: { said: string; undo?: () => void },
  ): Promise<boolean> {
    if (this.#busy !== null) return false;
    this.#busy = page.id;
    this.#error = null;
    try {
      await act();
    } catch (problem) {
      this.#error = ApiError.from(problem, 'That could not be written down: try again.');
      return false;
    } finally {
      this.#busy = null;
    }
    toasts.show(done.said, { undo: done.undo });
    return true;
  }
}
