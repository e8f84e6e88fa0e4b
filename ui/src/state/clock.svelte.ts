// The present, ticking each second while the window can be seen and not at all
// while it is hidden; and the local zone, which the core sends.
import { createSubscriber } from 'svelte/reactivity';
import { UTC, type Zone } from '../lib/time';

class Clock {
  #now = Date.now();
  #zone: Zone = $state.raw(UTC);
  readonly #follow = createSubscriber((update) => {
    let timer: ReturnType<typeof setInterval> | undefined;
    const tick = () => {
      this.#now = Date.now();
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
    this.#now = Date.now();
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
    return $effect.tracking() ? this.#now : Date.now();
  }

  get zone(): Zone {
    return this.#zone;
  }

  set zone(zone: Zone) {
    this.#zone = zone;
  }
}

export const present = new Clock();
