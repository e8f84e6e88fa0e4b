// Which of the window's own overlays is open: the palette or the shortcut sheet.

class Overlay {
  palette = $state(false);
  sheet = $state(false);
}

export const overlay = new Overlay();
