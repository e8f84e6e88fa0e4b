// Runes need this file's name; the runner is told of it in vite.config.ts.
import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import { use } from '../ipc/client';
import { ApiError, type Change, type ConnectionState } from '../ipc/transport';
import { query, type Query } from './query.svelte';

/** A core that records what it is asked and answers from a function. */
function fakeCore(answer: (request: unknown) => unknown) {
  const calls: unknown[] = [];
  let change: (change: Change) => void = () => undefined;
  let state: (state: ConnectionState) => void = () => undefined;
  use({
    kind: 'loopback',
    call: (name, request) => {
      calls.push([name, request]);
      return Promise.resolve().then(() => answer(request));
    },
    subscribe: (onChange, onState) => {
      change = onChange;
      state = onState;
      return () => undefined;
    },
    copy: () => Promise.resolve(),
    openExternal: () => Promise.resolve(),
  });
  return {
    calls,
    change: (what: Change) => {
      change(what);
    },
    state: (now: ConnectionState) => {
      state(now);
    },
  };
}

/** Lets effects run and answers arrive. */
async function settle(): Promise<void> {
  flushSync();
  for (let i = 0; i < 8; i += 1) await Promise.resolve();
  flushSync();
}

function started<T>(build: () => Query<T>): { query: Query<T>; stop: () => void } {
  let built: Query<T> | undefined;
  const stop = $effect.root(() => {
    built = build();
  });
  if (!built) throw new Error('the query was not built');
  return { query: built, stop };
}

const TEN = { text: 'ten' };

describe('a query', () => {
  it('listens first and reads once nothing can be missed', async () => {
    const core = fakeCore(() => 'answer');
    const { query: incidents, stop } = started(() => query('incidents', () => TEN, ['incident']));
    await settle();
    expect(core.calls).toEqual([]);
    core.state('open');
    await settle();
    expect([core.calls, incidents.data]).toEqual([[['incidents', TEN]], 'answer']);
    stop();
  });

  it('reads again on its topics, on everything, and when the connection returns', async () => {
    const core = fakeCore(() => core.calls.length);
    const { query: incidents, stop } = started(() => query('incidents', () => TEN, ['incident']));
    core.state('open');
    await settle();
    const seen = [incidents.data];
    const events = [
      () => {
        core.change({ topic: 'metrics' });
      },
      () => {
        core.change({ topic: 'incident', id: '7' });
      },
      () => {
        core.change({ topic: 'everything' });
      },
      () => {
        core.state('lost');
        core.state('open');
      },
    ];
    for (const happen of events) {
      happen();
      await settle();
      seen.push(incidents.data);
    }
    // The loss is read once too, so that it can be said what is wrong.
    expect(seen).toEqual([1, 1, 2, 3, 5]);
    stop();
  });

  it('keeps what it had when a read fails, and says why', async () => {
    let fail = false;
    const core = fakeCore(() => {
      if (fail) throw new ApiError('storage', 'The disk is full: free some space.');
      return 'kept';
    });
    const { query: incidents, stop } = started(() => query('incidents', () => TEN, ['incident']));
    core.state('open');
    await settle();
    fail = true;
    incidents.refresh();
    await settle();
    expect([incidents.data, incidents.error?.message]).toEqual([
      'kept',
      'The disk is full: free some space.',
    ]);
    fail = false;
    incidents.refresh();
    await settle();
    expect(incidents.error).toBeUndefined();
    stop();
  });

  it('follows its request, and asks nothing while that is undefined', async () => {
    const core = fakeCore((request) => (request as { text: string }).text);
    let wanted: { text: string } | undefined = $state();
    const { query: incidents, stop } = started(() =>
      query('incidents', () => wanted, ['incident']),
    );
    core.state('open');
    await settle();
    expect(core.calls).toEqual([]);
    wanted = { text: 'one' };
    await settle();
    wanted = { text: 'two' };
    await settle();
    expect([core.calls.length, incidents.data]).toEqual([2, 'two' as unknown]);
    stop();
  });

  it('hears nothing after its component is gone', async () => {
    const core = fakeCore(() => 'answer');
    const { stop } = started(() => query('incidents', () => TEN, ['incident']));
    core.state('open');
    await settle();
    stop();
    core.change({ topic: 'incident', id: '7' });
    await settle();
    expect(core.calls).toHaveLength(1);
  });
});
