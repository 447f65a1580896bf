/** The self-check in the visitor's browser: every kernel of the registry against Float64. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SelfCheckRow } from '../../src/ui/selfCheckPanel';
import { SMALL, useLab } from './support';

const lab = useLab();
const KERNELS = readdirSync(new URL('../../shaders', import.meta.url))
  .filter((name) => name.endsWith('.wgsl'))
  .map((name) => name.replace('.wgsl', ''));
const PATIENCE_MS = 180_000;

describe('self-check', () => {
  it('?self-check passes every kernel there is a shader for, and its report names them all', async () => {
    await using page = await lab.open({ search: '?self-check', link: SMALL });
    await page.until(`document.querySelector('dialog.check').open`);
    await page.page.waitForFunction(
      `['passed', 'failed'].includes(document.querySelector('.check-status').dataset.state)`,
      { timeout: PATIENCE_MS },
    );
    const shown = await page.run<string[]>(
      `[...document.querySelectorAll('.check-row')].map((row) => row.querySelector('code').textContent + ' ' + row.querySelector('.check-verdict').textContent)`,
    );
    expect(shown.sort()).toEqual(KERNELS.map((kernel) => `${kernel} pass`).sort());
    expect(await page.text('.check-status')).toContain(`All ${KERNELS.length} kernels agree with Float64.`);
    expect(await page.text('.check-status')).toContain('google swiftshader');

    await page.run(`navigator.clipboard.writeText = async (text) => { globalThis.copied = text; }`);
    const [asText, asJson] = ['.dialog-actions button:first-child', '.dialog-actions button:last-child'];
    await page.page.click(`dialog.check ${asText}`);
    await page.until('globalThis.copied !== undefined');
    const report = await page.run<string>('copied');
    for (const kernel of KERNELS) expect(report).toMatch(new RegExp(`^pass {2}${kernel} .*tolerance`, 'm'));
    await page.page.click(`dialog.check ${asJson}`);
    await page.until(`copied.startsWith('{')`);
    const { kernels } = JSON.parse(await page.run<string>('copied')) as { kernels: SelfCheckRow[] };
    expect(kernels.map(({ kernel }) => kernel).sort()).toEqual([...KERNELS].sort());
    for (const { kernel, passed, ratio, worstError, tolerance, cases, because } of kernels) {
      expect(passed, kernel).toBe(true);
      expect(ratio, kernel).toBeLessThanOrEqual(1);
      expect(worstError, kernel).toBeLessThanOrEqual(tolerance);
      expect(cases, kernel).toBeGreaterThan(0);
      expect(because.en, kernel).not.toBe('');
      expect(because.zh, kernel).not.toBe('');
    }

    await page.page.keyboard.press('Escape');
    await page.until(`!document.querySelector('dialog.check').open`);
    const { step } = await page.state();
    await page.until(`collapseLab.app.state().step > ${step}`);
    expect((await page.state()).errors).toEqual([]);
  }, 240_000);
});
