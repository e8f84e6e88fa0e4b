import { describe, expect, it } from 'vitest';
import { caps, CHORD_WINDOW, Matcher, type Binding, type Press, type Situation } from './keys';

const SITUATION: Situation = {
  typing: false,
  modal: false,
  singleKeys: true,
  repeat: false,
  mac: false,
};

function press(key: string, held: Partial<Press> = {}): Press {
  const code = /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key;
  return { key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held };
}

function binding(keys: string, more: Partial<Binding> = {}): Binding {
  return { keys, label: keys, group: 'Test', run: () => undefined, ...more };
}

/** The label of what each press runs. */
function run(
  presses: readonly Press[],
  bindings: readonly Binding[],
  situation: Partial<Situation> = {},
  gap = 100,
): (string | null)[] {
  const matcher = new Matcher();
  return presses.map((one, index) => {
    const found = matcher.press(one, index * gap, bindings, { ...SITUATION, ...situation });
    return typeof found === 'object' ? (found?.label ?? null) : found;
  });
}

describe('matching', () => {
  const all = ['a', 'Ctrl+K', 'Ctrl+Shift+Space', '?', 'Alt+1', 'Escape'].map((k) => binding(k));

  it('finds each way of writing a combination', () => {
    const presses = [
      press('a'),
      press('k', { ctrlKey: true }),
      press(' ', { ctrlKey: true, shiftKey: true }),
      press('?', { shiftKey: true }),
      press('¡', { altKey: true, code: 'Digit1' }),
      press('Escape'),
    ];
    expect(run(presses, all)).toEqual(all.map((b) => b.label));
  });

  it('does not take Ctrl+A, Shift+A or Meta+A for a', () => {
    const presses = [
      press('a', { ctrlKey: true }),
      press('A', { shiftKey: true }),
      press('a', { metaKey: true }),
    ];
    expect(run(presses, all)).toEqual([null, null, null]);
  });

  it('goes by position on keyboards of another script', () => {
    expect(run([press('ф', { code: 'KeyA' })], all)).toEqual(['a']);
  });

  it('means Cmd by Ctrl on a Mac', () => {
    const presses = [press('k', { metaKey: true }), press('k', { ctrlKey: true })];
    expect(run(presses, all, { mac: true })).toEqual(['Ctrl+K', null]);
    expect(caps('Ctrl+K', true)).toEqual(['\u2318', 'K']);
  });
});

describe('chords', () => {
  const all = [binding('g m'), binding('m'), binding('g i')];

  it('run on the second stroke, which then does nothing else', () => {
    expect(run([press('g'), press('m'), press('m')], all)).toEqual(['waiting', 'g m', 'm']);
  });

  it('survive a modifier in between, and lapse after a while', () => {
    expect(run([press('g'), press('Shift'), press('i')], all)).toEqual(['waiting', null, 'g i']);
    expect(run([press('g'), press('m')], all, {}, CHORD_WINDOW + 1)).toEqual(['waiting', 'm']);
  });
});

describe('who may answer', () => {
  it('single keys rest in text fields and when switched off; combinations do not', () => {
    const all = [binding('a'), binding('Ctrl+K'), binding('/', { inFields: true })];
    const presses = [press('a'), press('k', { ctrlKey: true }), press('/')];
    expect(run(presses, all, { typing: true })).toEqual([null, 'Ctrl+K', '/']);
    expect(run(presses, all, { singleKeys: false })).toEqual([null, 'Ctrl+K', null]);
  });

  it('the most particular scope wins, and within it the latest', () => {
    const all = [
      binding('a', { label: 'screen', scope: 'screen' }),
      binding('a', { label: 'later', scope: 'screen' }),
      binding('a', { label: 'global', scope: 'global' }),
    ];
    expect(run([press('a')], all)).toEqual(['later']);
  });

  it('only the dialog hears keys while one is open', () => {
    const all = [binding('a'), binding('b', { scope: 'dialog' })];
    expect(run([press('a'), press('b')], all, { modal: true })).toEqual([null, 'b']);
  });

  it('what cannot run now passes the key on; held keys repeat only where told', () => {
    const all = [
      binding('a', { label: 'under' }),
      binding('a', { label: 'over', when: () => false }),
      binding('j', { repeat: true }),
    ];
    expect(run([press('a')], all)).toEqual(['under']);
    expect(run([press('a'), press('j')], all, { repeat: true })).toEqual([null, 'j']);
  });
});
