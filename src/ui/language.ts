/** The language in force, its two dictionaries, and texts in the page that follow a switch. */
import { LANGUAGES, type Language, type Localized } from '../experiments/experiment';
import { setText } from './dom';
import { readSetting, writeSetting } from './settings';
import { TEXT_EN } from './textEn';
import { TEXT_ZH } from './textZh';

/** Parameter names inside a text: `'a {b} c {d}'` gives `'b' | 'd'`. */
type ParameterNames<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterNames<Rest>
  : never;

export type TextKey = keyof typeof TEXT_EN;
type TextParameters<K extends TextKey> = Readonly<
  Record<ParameterNames<(typeof TEXT_EN)[K]>, string | number>
>;
/** No argument for a text without parameters, exactly its parameters otherwise. */
type TextArguments<K extends TextKey> = [ParameterNames<(typeof TEXT_EN)[K]>] extends [never]
  ? []
  : [TextParameters<K>];

export const DICTIONARIES: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = {
  en: TEXT_EN,
  zh: TEXT_ZH,
};

const HTML_LANGUAGE: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-Hans' };
const SETTING = 'language';

let current: Language = 'en';
const listeners = new Set<(language: Language) => void>();

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}

/** The first that applies: the link's language, the one chosen before, the browser's, English. */
export function preferredLanguage(fromLink?: Language): Language {
  if (fromLink) return fromLink;
  const chosen = readSetting(SETTING);
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.find((tag) => /^(en|zh)\b/i.test(tag))?.startsWith('zh') ? 'zh' : 'en';
}

export function currentLanguage(): Language {
  return current;
}

/** Switches every live text of the page; `remember` keeps the choice for the next visit. */
export function setLanguage(language: Language, options: { readonly remember: boolean }): void {
  if (options.remember) writeSetting(SETTING, language);
  current = language;
  document.documentElement.lang = HTML_LANGUAGE[language];
  for (const listener of listeners) listener(language);
}

/** Hears every switch. @returns the function that ends the subscription */
export function onLanguage(listener: (language: Language) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The text of `key` in `language`, with its parameters filled in. */
export function textIn<K extends TextKey>(
  language: Language,
  key: K,
  ...[parameters]: TextArguments<K>
): string {
  const values = new Map<string, string | number>(Object.entries(parameters ?? {}));
  return DICTIONARIES[language][key].replace(/\{(\w+)\}/g, (whole, name: string) =>
    String(values.get(name) ?? whole),
  );
}

/** The text of `key` in the current language, with its parameters filled in. */
export function t<K extends TextKey>(key: K, ...parameters: TextArguments<K>): string {
  return textIn(current, key, ...parameters);
}

/** A dictionary text without parameters as data, for places that take localized texts. */
export function bothLanguages(key: TextKey): Localized {
  return { en: TEXT_EN[key], zh: TEXT_ZH[key] };
}

/** The current language's side of a localized text. */
export function pick(text: Localized): string {
  return text[current];
}

/** The current language's side of every text of a record. */
export function pickAll<K extends string>(texts: Readonly<Record<K, Localized>>): Record<K, string> {
  const picked = Object.entries<Localized>(texts).map(([name, text]) => [name, pick(text)]);
  return Object.fromEntries(picked) as Record<K, string>;
}

/** A text node that follows the language. For parts of the page that live as long as it does. */
export function liveText(render: () => string): Text {
  const node = document.createTextNode(render());
  onLanguage(() => setText(node, render()));
  return node;
}

/** Attributes that follow the language. For parts of the page that live as long as it does. */
export function liveAttributes<E extends Element>(
  node: E,
  attributes: Readonly<Record<string, () => string>>,
): E {
  const write = () => {
    for (const [name, render] of Object.entries(attributes)) node.setAttribute(name, render());
  };
  write();
  onLanguage(write);
  return node;
}
