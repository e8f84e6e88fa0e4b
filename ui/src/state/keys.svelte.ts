// The one keyboard registry. Whoever can be reached by a key registers it here
// while it is on the screen; the shortcut sheet and the palette are drawn from
// what is registered, so neither can go out of date.
import { onDestroy } from 'svelte';
import { Matcher, type Binding, type Scope } from '../lib/keys';
import { mac } from '../lib/platform';

export type { Binding };

const SINGLE_KEYS = 'holdfast.single-keys';

class Keyboard {
  #groups: { bindings: () => readonly Binding[]; scope: Scope }[] = $state.raw([]);
  #singleKeys = $state(stored() !== 'off');
  readonly #matcher = new Matcher();
  readonly mac = mac;

  constructor() {
    addEventListener('keydown', (event) => {
      this.#press(event);
    });
  }

  /** All that can be pressed now, in the order of registration. */
  get bindings(): readonly Binding[] {
    return this.#groups.flatMap(({ bindings, scope }) =>
      bindings().map((binding) => ({ ...binding, scope: binding.scope ?? scope })),
    );
  }

  /** Whether single keys such as `a` work; Ctrl combinations always do. */
  get singleKeys(): boolean {
    return this.#singleKeys;
  }

  set singleKeys(on: boolean) {
    this.#singleKeys = on;
    try {
      localStorage.setItem(SINGLE_KEYS, on ? 'on' : 'off');
    } catch {
      // Storage may be refused; the choice then lasts as long as the window.
    }
  }

  /** Registers until the returned function is called. */
  register(bindings: () => readonly Binding[], scope: Scope): () => void {
    const group = { bindings, scope };
    this.#groups = [...this.#groups, group];
    return () => {
      this.#groups = this.#groups.filter((other) => other !== group);
    };
  }

  #press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const found = this.#matcher.press(event, event.timeStamp, this.bindings, {
      // Within a shadow root (the editor) the event names only its host.
      typing: isTyping(event.composedPath()[0] ?? null),
      modal: document.querySelector('dialog:modal') !== null,
      singleKeys: this.#singleKeys,
      repeat: event.repeat,
      mac: this.mac,
    });
    if (found === null) return;
    event.preventDefault();
    if (found !== 'waiting') found.run(event);
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(SINGLE_KEYS);
  } catch {
    return null;
  }
}

/** Text fields, and menus, which find their items by letter. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('[role="menu"]')) return true;
  if (target instanceof HTMLInputElement) {
    return !['checkbox', 'radio', 'button', 'range', 'submit'].includes(target.type);
  }
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

export const keyboard = new Keyboard();

/**
 * Registers keys for as long as the component lives. Give a function when labels
 * or the list itself depend on state.
 *
 *     keys([{ keys: 'a', label: 'Acknowledge', group: 'Pages', run: acknowledge }]);
 */
export function keys(
  bindings: readonly Binding[] | (() => readonly Binding[]),
  scope: Scope = 'screen',
): void {
  onDestroy(keyboard.register(typeof bindings === 'function' ? bindings : () => bindings, scope));
}
