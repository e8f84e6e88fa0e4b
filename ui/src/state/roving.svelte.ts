// Moving in a list with J and K or the arrows: one row is in the tab order, the
// rest are reached from it. Spread `list` on the container and `row(id)` on the
// element of each row that takes the focus.
import { tick } from 'svelte';
import type { HTMLAttributes } from 'svelte/elements';
import { keys } from './keys.svelte';

export type RovingOptions = {
  /** The rows, in the order in which they are drawn. */
  ids: () => readonly string[];
  /** Enter on a row that is not itself a link or a button. */
  open?: (id: string) => void;
  /** Heading of its keys in the shortcut sheet. */
  group?: string;
  /** False for a second list on a screen: arrows only. */
  letters?: boolean;
};

export class Roving {
  readonly #options: RovingOptions;
  readonly #name = crypto.randomUUID();
  #chosen: string | undefined = $state();

  constructor(options: RovingOptions) {
    this.#options = options;
  }

  /** The selected row; the first until somebody moves, undefined in an empty list. */
  get current(): string | undefined {
    const ids = this.#options.ids();
    return this.#chosen !== undefined && ids.includes(this.#chosen) ? this.#chosen : ids[0];
  }

  select(id: string): void {
    this.#chosen = id;
  }

  /** Moves by so many rows, staying within the list, and takes the focus there. */
  move(by: number): void {
    const ids = this.#options.ids();
    const at = this.current === undefined ? -1 : ids.indexOf(this.current);
    const moved = this.#chosen === undefined && by > 0 && !this.#focused() ? 0 : at + by;
    const id = ids[Math.max(0, Math.min(ids.length - 1, moved))];
    if (id === undefined) return;
    this.#chosen = id;
    void tick().then(() => {
      this.#element(id)?.focus();
    });
  }

  readonly list = {
    onkeydown: (event: KeyboardEvent): void => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const ids = this.#options.ids();
      if (step !== undefined) this.move(step);
      else if (event.key === 'Home') this.move(-ids.length);
      else if (event.key === 'End') this.move(ids.length);
      else if (event.key === 'Enter' && this.#opens(event))
        this.#options.open?.(this.current ?? '');
      else return;
      event.preventDefault();
    },
  };

  row(id: string): HTMLAttributes<HTMLElement> & Record<`data-${string}`, string> {
    return {
      'data-roving': `${this.#name}/${id}`,
      tabindex: this.current === id ? 0 : -1,
      'aria-current': this.#chosen === id ? 'true' : undefined,
      onfocus: () => {
        this.#chosen = id;
      },
    };
  }

  /** Enter on a button within the row belongs to the button. */
  #opens(event: KeyboardEvent): boolean {
    const { target } = event;
    const { open } = this.#options;
    return (
      open !== undefined &&
      this.current !== undefined &&
      target instanceof HTMLElement &&
      target.dataset.roving !== undefined &&
      !target.matches('a, button')
    );
  }

  #element(id: string): HTMLElement | null {
    return document.querySelector(`[data-roving="${CSS.escape(`${this.#name}/${id}`)}"]`);
  }

  #focused(): boolean {
    const focus = document.activeElement;
    return focus instanceof HTMLElement && focus.dataset.roving?.startsWith(this.#name) === true;
  }
}

/** Call it while a component is set up; registers J and K for as long as it lives. */
export function roving(options: RovingOptions): Roving {
  const list = new Roving(options);
  const { group = 'Lists', letters = true } = options;
  if (letters) {
    const shared = { group, repeat: true, sheetOnly: true };
    keys([
      {
        ...shared,
        keys: 'j',
        label: 'Next',
        run: () => {
          list.move(1);
        },
      },
      {
        ...shared,
        keys: 'k',
        label: 'Previous',
        run: () => {
          list.move(-1);
        },
      },
    ]);
  }
  return list;
}
