// Picks night or day before the first paint; src/state/theme.svelte.ts takes over afterwards.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('holdfast.theme');
  } catch {
    // Storage may be refused; the system's preference decides then.
  }
  if (chosen !== 'night' && chosen !== 'day') {
    chosen = matchMedia('(prefers-color-scheme: light)').matches ? 'day' : 'night';
  }
  document.documentElement.dataset.theme = chosen;
})();
