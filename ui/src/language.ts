// The web view passes the locale "C" on as a language, which no Intl constructor
// accepts; libraries that ask for it while they load would then not load at all.
try {
  new Intl.Locale(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en', configurable: true });
  Object.defineProperty(navigator, 'languages', { value: ['en'], configurable: true });
}
