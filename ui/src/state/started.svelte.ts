// Whether somebody chose to start empty: the welcome is then not shown again.

const KEY = 'holdfast.started';

class Started {
  #empty = $state(stored());

  /** True once "Start empty" was chosen in this window's profile. */
  get empty(): boolean {
    return this.#empty;
  }

  startEmpty(): void {
    this.#empty = true;
    try {
      localStorage.setItem(KEY, 'empty');
    } catch {
      // Storage may be refused; the choice then lasts as long as the window.
    }
  }
}

function stored(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

export const started = new Started();
