import { describe, expect, test } from 'vitest';
import { LANGUAGES, type Localized } from '../../src/experiments/experiment';
import { bothLanguages, DICTIONARIES, type TextKey, textIn } from '../../src/ui/language';
import { EXPLANATIONS, referenceNote } from '../../src/ui/unavailable';

const KEYS = Object.keys(DICTIONARIES.en) as TextKey[];
/** Names and keyboard keys that are the same in both languages. */
const SAME_IN_BOTH: readonly TextKey[] = ['wordmark', 'underTenth', 'milliseconds'];
const CHINESE = /\p{Script=Han}/u;

function parameters(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([whole]) => whole).sort();
}

describe('dictionaries', () => {
  test.each(KEYS)('%s has the same parameters in every language', (key) => {
    expect(parameters(DICTIONARIES.zh[key])).toEqual(parameters(DICTIONARIES.en[key]));
  });

  test.each(KEYS)('%s is written, each side in its own script', (key) => {
    const { en, zh } = bothLanguages(key);
    expect(en.trim()).not.toBe('');
    expect(en).not.toMatch(CHINESE);
    if (SAME_IN_BOTH.includes(key)) expect(zh).toBe(en);
    else expect(zh).toMatch(CHINESE);
  });

  test('parameters are filled in, once each, as they are', () => {
    expect(textIn('en', 'between', { minimum: '{maximum}', maximum: 2 })).toBe('{maximum} to 2');
    expect(textIn('zh', 'statusStep', { step: 0 })).toBe('第 0 步');
  });
});

describe('explanations of a missing device', () => {
  const texts: [string, Localized][] = Object.entries(EXPLANATIONS).flatMap(
    ([reason, { title, cause, steps }]): [string, Localized][] =>
      [title, cause, ...steps].map((text) => [reason, text]),
  );

  test.each([
    ...texts,
    ['reference', referenceNote({ en: 'points n ≤ 256', zh: '点数 n ≤ 256' })] as [string, Localized],
  ])('%s is told in both languages', (_, text) => {
    for (const language of LANGUAGES) expect(text[language].length).toBeGreaterThan(5);
    expect(text.zh).toMatch(CHINESE);
    expect(text.en).not.toMatch(CHINESE);
  });

  test.each(Object.entries(EXPLANATIONS))('%s says what to do', (_, { steps }) => {
    expect(steps.length).toBeGreaterThanOrEqual(2);
  });
});
