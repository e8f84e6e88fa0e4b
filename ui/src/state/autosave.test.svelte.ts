import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../ipc/transport';
import { Autosave } from './autosave.svelte';

/** A core whose saves end when the test says so. */
function core() {
  const asked: string[] = [];
  const ends: { well: () => void; badly: () => void }[] = [];
  const saved: string[] = [];
  const saving = new Autosave<string, string>({
    name: 'test',
    save: (draft) => {
      asked.push(draft);
      return new Promise((well, badly) => {
        ends.push({
          well: () => {
            well(`saved ${draft}`);
          },
          badly: () => {
            badly(new ApiError('storage', 'The disk is full.'));
          },
        });
      });
    },
    saved: (answer) => {
      saved.push(answer);
    },
  });
  return { asked, ends, saved, saving };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('Autosave', () => {
  it('waits for a pause in the typing and saves the newest', async () => {
    const { asked, ends, saved, saving } = core();
    saving.edit('a', null);
    await vi.advanceTimersByTimeAsync(200);
    saving.edit('ab', null);
    await vi.advanceTimersByTimeAsync(200);
    expect(asked).toEqual([]);
    expect(saving.pending).toBe(true);

    await vi.advanceTimersByTimeAsync(50);
    expect(asked).toEqual(['ab']);
    ends[0]?.well();
    await settle();
    expect(saved).toEqual(['saved ab']);
    expect(saving.pending).toBe(false);
  });

  it('has one save in flight and then saves what was typed meanwhile', async () => {
    const { asked, ends, saving } = core();
    saving.edit('a', null);
    void saving.flush();
    saving.edit('ab', null);
    const durable = saving.flush();
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual(['a']);

    ends[0]?.well();
    await settle();
    expect(asked).toEqual(['a', 'ab']);
    expect(saving.pending).toBe(true);
    ends[1]?.well();
    expect(await durable).toBe(true);
    expect(saving.pending).toBe(false);
  });

  it('says why a save was refused and tries again by itself', async () => {
    const { asked, ends, saving } = core();
    saving.edit('a', null);
    const durable = saving.flush();
    ends[0]?.badly();
    expect(await durable).toBe(false);
    expect(saving.error?.message).toBe('The disk is full.');
    expect(saving.pending).toBe(true);

    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).toEqual(['a', 'a']);
    ends[1]?.well();
    await settle();
    expect(saving.error).toBeUndefined();
  });

  it('keeps a copy until the core has confirmed the newest', async () => {
    const { ends, saving } = core();
    saving.edit('a', '2026-01-01T00:00:00Z');
    expect(core().saving.left()).toEqual({ draft: 'a', base: '2026-01-01T00:00:00Z' });

    void saving.flush();
    saving.edit('ab', null);
    ends[0]?.well();
    await settle();
    expect(core().saving.left()?.draft).toBe('ab');
    ends[1]?.well();
    await settle();
    expect(core().saving.left()).toBeUndefined();
  });

  it('forgets what was sent', async () => {
    const { asked, saving } = core();
    saving.edit('a', null);
    saving.forget();
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual([]);
    expect(saving.left()).toBeUndefined();
    expect(await saving.flush()).toBe(true);
  });

  it('tries once more when its screen goes, and not again', async () => {
    const { asked, ends, saving } = core();
    saving.edit('a', null);
    saving.stop();
    ends[0]?.badly();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toEqual(['a']);
    expect(saving.left()?.draft).toBe('a');
  });
});
