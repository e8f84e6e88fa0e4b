// Night or day. public/theme.js made the first choice, before the first paint.

export type Theme = 'night' | 'day';

const KEY = 'holdfast.theme';

class ThemeChoice {
  #now: Theme = $state(document.documentElement.dataset.theme === 'day' ? 'day' : 'night');

  get now(): Theme {
    return this.#now;
  }

  choose(theme: Theme): void {
    this.#now = theme;
    document.documentElement.dataset.theme = theme;
    remember(KEY, theme);
  }

  toggle(): void {
    this.choose(this.#now === 'night' ? 'day' : 'night');
  }

  /** Forgets the choice and follows the system again. */
  followSystem(): void {
    const day = matchMedia('(prefers-color-scheme: light)').matches;
    this.choose(day ? 'day' : 'night');
    localStorage.removeItem(KEY);
  }
}

function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage may be refused; the choice then lasts as long as the window.
  }
}

export const theme = new ThemeChoice();
