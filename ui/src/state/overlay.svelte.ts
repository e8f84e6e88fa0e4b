// Which of the window's own overlays is open: the palette, the shortcut sheet, or
// the dialog that declares an incident.
import type { Response } from '../ipc/client';

export type Page = Response<'page'>;

/** What an incident is declared from; without a page the dialog looks for one itself. */
export type Occasion = { page?: Page };

class Overlay {
  palette = $state(false);
  sheet = $state(false);
  #occasion: Occasion | undefined = $state.raw();

  /** What the dialog was opened from; undefined while it is closed. */
  get occasion(): Occasion | undefined {
    return this.#occasion;
  }

  /** Opens the dialog that declares an incident, prefilled from what is known. */
  declare(occasion: Occasion = {}): void {
    this.#occasion = occasion;
  }

  /** Closes it; what was typed is kept. */
  closeDeclare(): void {
    this.#occasion = undefined;
  }
}

export const overlay = new Overlay();
