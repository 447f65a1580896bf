/** The colour theme: the visitor's choice, resolved against the system where it says `auto`. */
import { readSetting, writeSetting } from './settings';

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
export type ResolvedTheme = 'light' | 'dark';

const SETTING = 'theme';

let current: Theme = 'auto';
const listeners = new Set<(theme: ResolvedTheme) => void>();

export function isTheme(value: unknown): value is Theme {
  return THEMES.some((theme) => theme === value);
}

/** The first that applies: the link's theme, the one chosen before, the system's. */
export function preferredTheme(fromLink?: Theme): Theme {
  if (fromLink) return fromLink;
  const chosen = readSetting(SETTING);
  return isTheme(chosen) ? chosen : 'auto';
}

export function currentTheme(): Theme {
  return current;
}

/** What is on screen now, for views that draw their own colours. */
export function resolvedTheme(): ResolvedTheme {
  if (current !== 'auto') return current;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function setTheme(theme: Theme, options: { readonly remember: boolean }): void {
  if (options.remember) writeSetting(SETTING, theme);
  current = theme;
  document.documentElement.dataset.theme = theme;
  announce();
}

/** Hears every change of what is on screen. @returns the function that ends the subscription */
export function onTheme(listener: (theme: ResolvedTheme) => void): () => void {
  followSystem();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

let followsSystem = false;
function followSystem(): void {
  if (followsSystem) return;
  followsSystem = true;
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    if (current === 'auto') announce();
  });
}

function announce(): void {
  const theme = resolvedTheme();
  for (const listener of listeners) listener(theme);
}
