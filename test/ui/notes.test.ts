import temml from 'temml';
import { describe, expect, test } from 'vitest';
import type { NoteBlock } from '../../src/experiments/notes';
import { EXPERIMENTS } from '../../src/experiments/registry';
import { parseInline } from '../../src/ui/inline';

describe('running text', () => {
  test('splits into text, formulas, emphasis and links, in order', () => {
    expect(parseInline('a $x*y*z$ *b* [c](https://d.e/f) g')).toEqual([
      { kind: 'text', text: 'a ' },
      { kind: 'math', text: 'x*y*z' },
      { kind: 'text', text: ' ' },
      { kind: 'emphasis', text: 'b' },
      { kind: 'text', text: ' ' },
      { kind: 'link', text: 'c', address: 'https://d.e/f' },
      { kind: 'text', text: ' g' },
    ]);
  });

  test('leaves markup that does not close, and addresses that are not https, as text', () => {
    for (const text of ['5 $ a head', 'a * b', '[x](javascript:alert)', '']) {
      expect(parseInline(text)).toEqual(text === '' ? [] : [{ kind: 'text', text }]);
    }
  });
});

/** Every text of a block that holds inline markup. */
function texts(block: NoteBlock): readonly string[] {
  switch (block.kind) {
    case 'formula':
      return [];
    case 'list':
      return block.items;
    case 'trials':
      return block.trials.flatMap(({ title, text }) => [title, text]);
    case 'sources':
      return block.entries.map(({ text }) => text);
    default:
      return [block.text];
  }
}

function formulas(notes: readonly NoteBlock[]): string[] {
  return notes.flatMap((block) => [
    ...(block.kind === 'formula' ? [block.tex] : []),
    ...texts(block).flatMap((text) =>
      parseInline(text).flatMap((part) => (part.kind === 'math' ? [part.text] : [])),
    ),
  ]);
}

function facts(notes: readonly NoteBlock[]): unknown[] {
  return notes.map((block) => {
    if (block.kind === 'formula') return block.tex;
    if (block.kind === 'trials') return block.trials.map(({ controls }) => controls);
    if (block.kind === 'sources') return block.entries.map(({ address }) => address);
    return block.kind;
  });
}

/** Numbers with a decimal point, minus signs included: the measured and the theoretical values. */
function figures(notes: readonly NoteBlock[]): string[] {
  return notes.flatMap(texts).flatMap((text) => text.match(/−?\d+\.\d+/g) ?? []);
}

describe.each(EXPERIMENTS.map(({ id, notes }) => [id, notes] as const))(
  'notes of the page %s',
  (_, notes) => {
    const { en: NOTES_EN, zh: NOTES_ZH } = notes;
    test('say the same in both languages: formulas, figures, trials, sources', () => {
      expect(facts(NOTES_ZH)).toEqual(facts(NOTES_EN));
      expect(figures(NOTES_ZH).sort()).toEqual(figures(NOTES_EN).sort());
    });

    test.each([...new Set([...formulas(NOTES_EN), ...formulas(NOTES_ZH)])])('%s is sound TeX', (tex) => {
      expect(temml.renderToString(tex, { throwOnError: true, strict: true })).toContain('<math');
    });

    test('hold no markup that did not close', () => {
      for (const part of [...NOTES_EN, ...NOTES_ZH].flatMap(texts).flatMap(parseInline)) {
        if (part.kind !== 'math') expect(part.text).not.toMatch(/[$*]/);
      }
    });
  },
);
