// Saves what is typed while it is typed: a moment after the last key, one save at a
// time, and again until the core has said that it is durable. Until then a copy lies in
// the web view's own storage, so that a refused save or a dead core loses nothing.
import { ApiError, subscribe } from '../ipc/client';

/** After the last key; long enough for a word, short enough for a power cut. */
const PAUSE = 250;
/** Between two tries of a save that was refused. */
const AGAIN = 5_000;

export type AutosaveOptions<D, A> = {
  save: (draft: D) => Promise<A>;
  /** The core said that this draft is durable. */
  saved: (answer: A, draft: D) => void;
  /** Names the copy in the web view's storage. */
  name: string;
};

/** A draft that the core never confirmed, and what the core's own was when it was typed. */
export type Left<D> = { draft: D; base: string | null };

export class Autosave<D, A> {
  readonly #options: AutosaveOptions<D, A>;
  readonly #key: string;
  /** The newest draft, until it is durable. */
  #newest: { draft: D } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #flight: Promise<boolean> | undefined;
  #stopped = false;
  #pending = $state(false);
  #error: ApiError | undefined = $state.raw();

  constructor(options: AutosaveOptions<D, A>) {
    this.#options = options;
    this.#key = `holdfast.draft.${options.name}`;
  }

  /** Something is typed that is not known to be durable. */
  get pending(): boolean {
    return this.#pending;
  }

  /** Why the last save was refused; undefined once one succeeds. */
  get error(): ApiError | undefined {
    return this.#error;
  }

  /** Takes the draft as it is now; `base` says what the core's own was, to find a foreign change. */
  edit(draft: D, base: string | null): void {
    this.#newest = { draft };
    this.#pending = true;
    store(this.#key, JSON.stringify({ draft, base } satisfies Left<D>));
    this.#later(PAUSE);
  }

  /** Saves now what waits. True when all of it is durable. */
  flush(): Promise<boolean> {
    this.#flight ??= this.#run().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  /** What was typed here before and never confirmed. */
  left(): Left<D> | undefined {
    const text = read(this.#key);
    if (text === null) return undefined;
    try {
      return JSON.parse(text) as Left<D>;
    } catch {
      return undefined;
    }
  }

  /** Forgets what waits: it was sent, or thrown away. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#newest = undefined;
    this.#pending = false;
    this.#error = undefined;
    store(this.#key, null);
  }

  /** Its screen is gone: one last try, none after it. */
  stop(): void {
    this.#stopped = true;
    void this.flush();
  }

  async #run(): Promise<boolean> {
    while (this.#newest) {
      clearTimeout(this.#timer);
      const { draft } = this.#newest;
      const saving = this.#newest;
      try {
        const answer = await this.#options.save(draft);
        this.#error = undefined;
        if (this.#newest === saving) {
          this.#newest = undefined;
          this.#pending = false;
          store(this.#key, null);
        }
        this.#options.saved(answer, draft);
      } catch (problem) {
        this.#error = ApiError.from(problem, 'The draft could not be saved: it is tried again.');
        this.#later(AGAIN);
        return false;
      }
    }
    return true;
  }

  #later(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.flush(), ms);
  }
}

/**
 * Call it while a component is set up: saves also when the window is hidden or closed,
 * when the connection returns, and when the component goes.
 */
export function autosave<D, A>(options: AutosaveOptions<D, A>): Autosave<D, A> {
  const saving = new Autosave(options);
  $effect(() => {
    const now = () => void saving.flush();
    const hidden = () => {
      if (document.hidden) now();
    };
    addEventListener('blur', now);
    addEventListener('pagehide', now);
    document.addEventListener('visibilitychange', hidden);
    const unsubscribe = subscribe({
      change: () => undefined,
      state: (state) => {
        if (state === 'open') now();
      },
    });
    return () => {
      removeEventListener('blur', now);
      removeEventListener('pagehide', now);
      document.removeEventListener('visibilitychange', hidden);
      unsubscribe();
      saving.stop();
    };
  });
  return saving;
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(key: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // Storage may be refused or full; the core's copy is the one that counts.
  }
}
