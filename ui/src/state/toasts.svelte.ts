// What just happened, with the way back, for ten seconds. Never for errors:
// those stay where they happened.
import type { Toast } from '../lib/toast';

const LIFE = 10_000;

class Toasts {
  #shown: Toast[] = $state.raw([]);
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #next = 1;

  get shown(): readonly Toast[] {
    return this.#shown;
  }

  /** Shows a sentence, and a button when there is something to undo or to look at. */
  show(text: string, options: Omit<Toast, 'id' | 'text'> = {}): number {
    const id = this.#next++;
    this.#shown = [...this.#shown.slice(-2), { ...options, id, text }];
    this.resume();
    return id;
  }

  dismiss(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.#shown = this.#shown.filter((toast) => toast.id !== id);
  }

  /** Takes back the latest that can be: Ctrl+Z. False when there is nothing. */
  undoLatest(): boolean {
    const latest = this.#shown.findLast((toast) => toast.undo);
    if (!latest) return false;
    this.dismiss(latest.id);
    latest.undo?.();
    return true;
  }

  /** The pointer or the focus is on them: none goes away. */
  pause(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  resume(): void {
    for (const { id } of this.#shown) {
      if (this.#timers.has(id)) continue;
      this.#timers.set(
        id,
        setTimeout(() => {
          this.dismiss(id);
        }, LIFE),
      );
    }
  }
}

export const toasts = new Toasts();
