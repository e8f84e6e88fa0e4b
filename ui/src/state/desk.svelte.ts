// What every screen's frame shows: who sits here, the clock of the core, the open
// incidents and the verdict in short. One query each, for as long as the window lives.
import type { Query } from './query.svelte';
import { query } from './query.svelte';
import { present } from './clock.svelte';
import type { Response } from '../ipc/client';

export type Session = Response<'session'>;
export type MissionControl = Response<'mission_control'>;

class Desk {
  #session: Query<Session> | undefined = $state.raw();
  #control: Query<MissionControl> | undefined = $state.raw();

  /** Who sits here, and how this Holdfast is doing. */
  get session(): Session | undefined {
    return this.#session?.data;
  }

  /** Why that could not be read. */
  get error(): { code: string; message: string } | undefined {
    return this.#session?.error;
  }

  /** Mission control, which the home screen draws whole and the frame in short. */
  get control(): MissionControl | undefined {
    return this.#control?.data;
  }

  /** Why mission control could not be read; old data stays. */
  get controlError(): { message: string } | undefined {
    return this.#control?.error;
  }

  refresh(): void {
    this.#session?.refresh();
    this.#control?.refresh();
  }

  /** Starts reading; called once, while the application is set up. */
  start(): void {
    const session = query(
      'session',
      () => ({}),
      (change) => change.topic !== 'metrics',
    );
    this.#session = session;
    this.#control = query('mission_control', () => ({}), [
      'incident',
      'page',
      'desk',
      'metrics',
      'settings',
    ]);
    $effect(() => {
      const now = session.data;
      if (now) present.follow(now.zone, now.now, now.demo?.speed ?? 1);
    });
  }
}

export const desk = new Desk();
