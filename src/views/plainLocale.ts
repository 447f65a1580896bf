/**
 * Some systems hand the browser a language that is no BCP 47 tag ('en-US@posix'), and Intl throws on it. uPlot asks
 * Intl while it loads, which would take the whole page down; such a language is replaced before.
 */
try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true });
}
