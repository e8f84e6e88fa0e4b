import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import { use, type Change, type Request } from '../../ipc/client';
import { Timeline, type Entry } from './timeline.svelte';

function entry(index: number): Entry {
  return {
    id: `n-${index}`,
    stream: 'incident:x',
    at: '2026-11-12T02:00:00Z',
    noted_at: '2026-11-12T02:00:00Z',
    author: 'on-call-1',
    kind: 'noted',
    tone: 'plain',
    heading: 'Note',
    text: String(index),
    amended: false,
    editable: true,
  };
}

/** A core with so many entries, which records the stretches it was asked for. */
function fakeCore(count: number) {
  const core = {
    count,
    asked: [] as [number, number][],
    change: (() => undefined) as (change: Change) => void,
  };
  use({
    kind: 'loopback',
    call: (_name, request) => {
      const { offset, limit } = request as Request<'timeline'>;
      core.asked.push([offset, limit]);
      const length = Math.max(0, Math.min(limit, core.count - offset));
      const entries = Array.from({ length }, (_, index) => entry(offset + index));
      return Promise.resolve({ total: core.count, offset, entries, counts: [] });
    },
    subscribe: (onChange, onState) => {
      core.change = onChange;
      onState('open');
      return () => undefined;
    },
    copy: () => Promise.resolve(),
    openExternal: () => Promise.resolve(),
  });
  return core;
}

async function settle(): Promise<void> {
  flushSync();
  for (let i = 0; i < 12; i += 1) await Promise.resolve();
  flushSync();
}

async function started(count: number) {
  const core = fakeCore(count);
  let built: Timeline | undefined;
  const stop = $effect.root(() => {
    built = new Timeline('x');
  });
  await settle();
  if (!built) throw new Error('the timeline was not built');
  core.asked.length = 0;
  return { core, timeline: built, stop };
}

describe('a timeline', () => {
  it('reads only the windows that are looked at, each once', async () => {
    const { core, timeline, stop } = await started(10_000);
    expect([timeline.total, timeline.at(5)?.id, timeline.at(9_950)]).toEqual([
      10_000,
      'n-5',
      undefined,
    ]);
    for (const index of [9_950, 9_951, 9_999]) timeline.want(index);
    await settle();
    expect(core.asked).toEqual([[9_900, 100]]);
    expect(timeline.at(9_999)?.id).toBe('n-9999');
    stop();
  });

  it('asks for the window before as well where a day may change', async () => {
    const { core, timeline, stop } = await started(1_000);
    timeline.want(300);
    await settle();
    expect(core.asked).toEqual([
      [300, 100],
      [200, 100],
    ]);
    stop();
  });

  it('reads the end again when something was added, and keeps what it has meanwhile', async () => {
    const { core, timeline, stop } = await started(100);
    core.count = 101;
    core.change({ topic: 'incident', id: 'x' });
    expect(timeline.at(99)?.id).toBe('n-99');
    await settle();
    expect([core.asked, timeline.total]).toEqual([[[0, 100]], 101]);
    timeline.want(100);
    await settle();
    expect(timeline.at(100)?.id).toBe('n-100');
    stop();
  });

  it('does not read for another incident', async () => {
    const { core, stop } = await started(10);
    core.change({ topic: 'incident', id: 'y' });
    core.change({ topic: 'metrics' });
    await settle();
    expect(core.asked).toEqual([]);
    stop();
  });

  it('forgets what another filter let through', async () => {
    const { timeline, stop } = await started(10);
    timeline.filter = 'decisions';
    expect([timeline.total, timeline.at(0)]).toEqual([undefined, undefined]);
    await settle();
    expect(timeline.at(0)?.id).toBe('n-0');
    stop();
  });

  it('finds an entry wherever it stands, and says when it is not there', async () => {
    const { timeline, stop } = await started(1_200);
    expect([await timeline.find('n-7'), await timeline.find('n-1199')]).toEqual([7, 1_199]);
    expect(await timeline.find('elsewhere')).toBeNull();
    stop();
  });
});
