import { describe, expect, it } from 'vitest';
import { ApiError, use } from '../../ipc/client';
import { instant, UTC } from '../../lib/time';
import { present } from '../../state/clock.svelte';
import { Jotter } from './jotter.svelte';

const NOW = '2026-11-12T02:14:00Z';

/** A core that answers when told to, and records what it is asked. */
function fakeCore() {
  const core = {
    asked: [] as [string, unknown][],
    answer: (): Promise<unknown> => Promise.resolve({ entry: 'e-1', incident: null }),
  };
  use({
    kind: 'loopback',
    call: (name, request) => {
      core.asked.push([name, request]);
      return core.answer();
    },
    subscribe: () => () => undefined,
    copy: () => Promise.resolve(),
    openExternal: () => Promise.resolve(),
  });
  return core;
}

function box(): Jotter {
  present.follow(UTC, NOW, 0);
  return new Jotter('x');
}

describe('the entry box', () => {
  it('sends kind and time with the words', async () => {
    const core = fakeCore();
    const jotter = box();
    jotter.type('/d ');
    jotter.type('Observe only @02:05');
    await jotter.add();
    expect(core.asked).toEqual([
      [
        'log',
        { incident: 'x', text: 'Observe only', sort: 'decision', at: '2026-11-12T02:05:00.000Z' },
      ],
    ]);
    expect([jotter.jotting.text, jotter.sending, jotter.savedAt]).toEqual(['', [], instant(NOW)]);
  });

  it('says that nothing is saved before the core does', async () => {
    const core = fakeCore();
    let save: (logged: unknown) => void = () => undefined;
    core.answer = () =>
      new Promise((resolve) => {
        save = resolve;
      });
    const jotter = box();
    jotter.type('half way');
    const adding = jotter.add();
    expect([jotter.sending.map(({ text }) => text), jotter.savedAt]).toEqual([
      ['half way'],
      undefined,
    ]);
    save({ entry: 'e-1', incident: null });
    await adding;
    expect([jotter.sending, jotter.savedAt]).toEqual([[], instant(NOW)]);
  });

  it('keeps what was refused, with the reason, until it is saved or taken back', async () => {
    const core = fakeCore();
    core.answer = () => Promise.reject(new ApiError('storage', 'The disk is full.'));
    const jotter = box();
    jotter.type('/a Rolled back');
    await jotter.add();
    const [refused] = jotter.sending;
    expect([refused?.text, refused?.error?.message]).toEqual(['Rolled back', 'The disk is full.']);
    if (refused) jotter.takeBack(refused);
    expect([jotter.jotting, jotter.sending]).toEqual([
      { text: 'Rolled back', sort: 'action', at: null },
      [],
    ]);
  });

  it('changes the last of its own for a minute and no longer', async () => {
    const core = fakeCore();
    const jotter = box();
    jotter.type('Rolled bakc');
    await jotter.add();
    expect([jotter.edit(undefined), jotter.jotting.text]).toEqual([true, 'Rolled bakc']);
    jotter.type('Rolled back');
    await jotter.add();
    expect([core.asked.at(-1), jotter.editing]).toEqual([
      ['amend', { entry: 'e-1', text: 'Rolled back' }],
      undefined,
    ]);
    present.follow(UTC, '2026-11-12T02:15:01Z', 0);
    expect(jotter.edit(undefined)).toBe(false);
  });

  it('leads to the composer with /u, and writes nothing', async () => {
    const core = fakeCore();
    const jotter = box();
    jotter.type('/u');
    expect([await jotter.add(), core.asked]).toEqual(['update', []]);
  });
});
