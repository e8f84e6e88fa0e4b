// The present, ticking each second while the window can be seen and not at all
// while it is hidden; and the local zone. Both follow the core: in the demo time
// runs faster than on the wall.
import { createSubscriber } from 'svelte/reactivity';
import { instant, UTC, type Zone } from '../lib/time';

class Clock {
  #core = { at: 0, wall: 0, speed: 1 };
  #now = this.#read();
  #zone: Zone = $state.raw(UTC);
  readonly #follow = createSubscriber((update) => {
    let timer: ReturnType<typeof setInterval> | undefined;
    const tick = () => {
      this.#now = this.#read();
      update();
    };
    const run = () => {
      clearInterval(timer);
      timer = document.hidden ? undefined : setInterval(tick, 1000);
    };
    const seen = () => {
      run();
      if (!document.hidden) tick();
    };
    this.#now = this.#read();
    run();
    document.addEventListener('visibilitychange', seen);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  });

  /** Milliseconds since the epoch; whatever reads it is drawn again each second. */
  get now(): number {
    this.#follow();
    return $effect.tracking() ? this.#now : this.#read();
  }

  get zone(): Zone {
    return this.#zone;
  }

  /** Sets zone and time by the core: its time now, and how many times faster than life it runs. */
  follow(zone: Zone, now: string, speed = 1): void {
    this.#zone = zone;
    this.#core = { at: instant(now), wall: Date.now(), speed };
    this.#now = this.#read();
  }

  #read(): number {
    const { at, wall, speed } = this.#core;
    // Before the core has spoken the wall clock must do.
    return wall === 0 ? Date.now() : at + (Date.now() - wall) * speed;
  }
}

export const present = new Clock();
