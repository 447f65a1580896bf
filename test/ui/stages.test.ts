/** Every stage that a program names has a name in both languages. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { STAGES } from '../../src/ui/statusBar';

const SRC = join(import.meta.dirname, '../../src');
const NAMED = new Set(
  readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...readFileSync(join(SRC, file), 'utf8').matchAll(/\.stage\('([^']+)'\)/g)])
    .map(([, name = '']) => name),
);

describe('stages of the programs', () => {
  test('are found in the sources', () => {
    for (const name of ['loss', 'spectrum', 'similarity image']) expect([...NAMED]).toContain(name);
  });

  test.each([...NAMED])('%s is written in both languages', (name) => {
    expect(STAGES[name]?.en).toMatch(/^[a-z ]+$/);
    expect(STAGES[name]?.zh).toMatch(/^\p{Script=Han}+$/u);
  });
});
