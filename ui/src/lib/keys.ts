// Keyboard combinations: how they are written, matched and shown. Pure: the
// listener and the registry that people see are in src/state/keys.svelte.ts.
//
// Written forms: 'a', '?', 'Enter', 'Ctrl+K', 'Ctrl+Shift+Space', and chords of
// two strokes, 'g m'. Ctrl means Cmd on a Mac.

/** What is read of a KeyboardEvent. */
export type Press = {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
};

export type Stroke = { key: string; ctrl: boolean; alt: boolean; shift: boolean };

const NAMED: Record<string, string> = {
  esc: 'escape',
  space: ' ',
  up: 'arrowup',
  down: 'arrowdown',
  left: 'arrowleft',
  right: 'arrowright',
};

export function parseStroke(text: string): Stroke {
  const parts = text.split('+');
  const last = (parts.pop() ?? '').toLowerCase();
  const held = new Set(parts.map((part) => part.toLowerCase()));
  return {
    key: NAMED[last] ?? last,
    ctrl: held.has('ctrl'),
    alt: held.has('alt'),
    shift: held.has('shift'),
  };
}

/** The strokes of a combination: one, or two for a chord. */
export function parseKeys(text: string): Stroke[] {
  return text.split(' ').map(parseStroke);
}

/** The Latin letter or digit on the key, for keyboards of other scripts. */
function positional(press: Press): string | undefined {
  return /^(?:Key|Digit)(.)$/.exec(press.code)?.[1]?.toLowerCase();
}

export function matches(stroke: Stroke, press: Press, mac: boolean): boolean {
  const ctrl = mac ? press.metaKey : press.ctrlKey;
  const other = mac ? press.ctrlKey : press.metaKey;
  if (other || ctrl !== stroke.ctrl || press.altKey !== stroke.alt) return false;
  const typed = press.key.toLowerCase();
  const foreign = typed.length === 1 && typed.charCodeAt(0) > 127;
  // With Alt held some layouts type another sign, so the position decides there too.
  const key = foreign || stroke.alt ? (positional(press) ?? typed) : typed;
  if (key !== stroke.key) return false;
  // Signs such as ? need Shift on some layouts and not on others.
  const sign = stroke.key.length === 1 && stroke.key.toLowerCase() === stroke.key.toUpperCase();
  return (sign && stroke.key !== ' ') || press.shiftKey === stroke.shift;
}

/** A single key or chord without Ctrl or Alt that types something: not for text fields. */
export function isSingle(text: string): boolean {
  const first = parseKeys(text)[0];
  return first !== undefined && !first.ctrl && !first.alt && first.key.length === 1;
}

/** What the key caps show: 'Ctrl+K' is ['Ctrl', 'K'], 'g m' is ['g', 'm'], 'a' is ['A']. */
export function caps(text: string, mac = false): string[] {
  const strokes = text.split(' ');
  if (strokes.length > 1) return strokes;
  return text.split('+').map((part) => {
    if (part === 'Ctrl') return mac ? '\u2318' : 'Ctrl';
    if (part === 'Escape') return 'Esc';
    return part.length === 1 ? part.toUpperCase() : part;
  });
}

/** Where a press lands, most particular first. */
export type Scope = 'dialog' | 'screen' | 'global';

export type Binding = {
  /** As written above; several are alternatives. */
  keys: string | readonly string[];
  /** What it does, as the shortcut sheet and the palette say it. */
  label: string;
  /** Heading in the shortcut sheet. */
  group: string;
  run: (event?: Event) => void;
  scope?: Scope;
  /** Whether it can be used now; keys that cannot pass on to others. */
  when?: () => boolean;
  /** Fires again while held: moving in a list. */
  repeat?: boolean;
  /** Also inside text fields, although it types something. */
  inFields?: boolean;
  /** Shown in the sheet, not offered in the palette: moving, closing. */
  sheetOnly?: boolean;
  icon?: string;
};

/** Circumstances of a press that decide which bindings may answer. */
export type Situation = {
  /** The focus is in something one types into. */
  typing: boolean;
  /** A modal dialog is open: only its own keys live. */
  modal: boolean;
  /** The setting for single keys. */
  singleKeys: boolean;
  repeat: boolean;
  mac: boolean;
};

const PRECEDENCE: Scope[] = ['dialog', 'screen', 'global'];

/** How long the second stroke of a chord may take, in milliseconds. */
export const CHORD_WINDOW = 1200;

/** Finds the binding for each press, remembering the first stroke of a chord. */
export class Matcher {
  #first: { press: Press; at: number } | null = null;

  /** The binding to run, 'waiting' after the first stroke of a chord, or null. */
  press(
    press: Press,
    at: number,
    bindings: readonly Binding[],
    situation: Situation,
  ): Binding | 'waiting' | null {
    // A modifier on its own is not a stroke and does not break a chord.
    if (['Shift', 'Control', 'Alt', 'Meta'].includes(press.key)) return null;
    const first = this.#first && at - this.#first.at <= CHORD_WINDOW ? this.#first.press : null;
    this.#first = null;

    let waiting = false;
    for (const binding of ordered(bindings)) {
      if (!allowed(binding, situation)) continue;
      for (const text of typeof binding.keys === 'string' ? [binding.keys] : binding.keys) {
        if (isSingle(text) && !situation.singleKeys) continue;
        if (isSingle(text) && situation.typing && !binding.inFields) continue;
        const [one, two] = parseKeys(text);
        if (!one) continue;
        if (!two) {
          if (!first && matches(one, press, situation.mac)) return binding;
        } else if (first) {
          if (matches(one, first, situation.mac) && matches(two, press, situation.mac)) {
            return binding;
          }
        } else if (matches(one, press, situation.mac)) {
          waiting = true;
        }
      }
    }
    if (waiting) {
      this.#first = { press, at };
      return 'waiting';
    }
    return null;
  }
}

/** Most particular scope first; within one, what was registered last wins. */
function ordered(bindings: readonly Binding[]): Binding[] {
  const rank = (binding: Binding) => PRECEDENCE.indexOf(binding.scope ?? 'screen');
  return [...bindings].reverse().sort((a, b) => rank(a) - rank(b));
}

function allowed(binding: Binding, situation: Situation): boolean {
  if (situation.modal && binding.scope !== 'dialog') return false;
  if (situation.repeat && !binding.repeat) return false;
  return binding.when?.() ?? true;
}
