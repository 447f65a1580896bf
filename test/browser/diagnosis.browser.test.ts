/** The diagnosis as a visitor meets it: verdict, tabs, figures, timeline, lens and matrix. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LabPage, SMALL, useLab } from './support';

const lab = useLab();

describe('the diagnosis', () => {
  let page: LabPage;
  beforeAll(async () => {
    page = await lab.open({ link: `${SMALL}&d=16&state=cone&tau=0.3&rate=0.02` });
    await page.app('pause()');
  });
  afterAll(() => page[Symbol.asyncDispose]());

  const verdict = `document.querySelector('.verdict')?.dataset.verdict`;

  it('names the collapse under the sphere, in both languages, and follows the run', async () => {
    await page.app('reset()');
    await page.until(`${verdict} === 'cone'`);
    expect(await page.text('.verdict-title')).toBe('Cone');
    expect(await page.text('.verdict-sentence')).toMatch(/mean cosine 0\.8\d/);
    await page.run(`document.querySelector('[lang=zh-Hans], [data-language=zh]')?.click()`);
    await page.app('step(60)');
    await page.until(`${verdict} === 'none'`);
    expect(await page.app('diagnose()')).toMatchObject({ step: 60, verdict: 'none' });
  });

  it('shows every figure of every tab with numbers, and no page error', async () => {
    for (const [tab, selector] of [
      ['measures', '[data-figure=metrics]'],
      ['spectrum', '[data-figure=spectrum] canvas'],
      ['bounds', '[data-figure=ladder]'],
      ['matrix', '[data-figure=matrix] canvas'],
    ] as const) {
      await page.app(`showTab('${tab}')`);
      await page.until(`document.querySelector('${selector}')?.getBoundingClientRect().height > 50`);
      expect((await page.state()).tab).toBe(tab);
      expect(await page.run(`location.hash.includes('tab=${tab}')`)).toBe(true);
    }
    expect(await page.text('[data-figure=metrics]')).not.toContain('NaN');
    expect(await page.text('[data-figure=ladder]')).not.toContain('NaN');
    expect(page.problems).toEqual([]);
  });

  it('moves along the tabs with the arrow keys', async () => {
    await page.app(`showTab('training')`);
    await page.run(`document.querySelector('[data-tab=training]').focus()`);
    await page.page.keyboard.press('ArrowRight');
    expect((await page.state()).tab).toBe('measures');
    await page.page.keyboard.press('End');
    expect((await page.state()).tab).toBe('matrix');
    await page.page.keyboard.press('ArrowRight');
    expect((await page.state()).tab).toBe('training');
  });

  it('replays a moment: verdict, step and sphere are those of then, and the run comes back', async () => {
    await page.app('reset()');
    await page.until(`${verdict} === 'cone'`);
    await page.app('step(60)');
    await page.until(`${verdict} === 'none'`);
    const now = await page.picture();
    const loss = await page.text('[data-reading=loss]');
    await page.app('replay(0)');
    expect(await page.state()).toMatchObject({ replayed: 0, running: false, step: 60 });
    expect(await page.run(verdict)).toBe('cone');
    expect(await page.text('[data-reading=loss]')).not.toBe(loss);
    const then = await page.picture();
    expect(then.vivid).toBeGreaterThan(0);
    expect(then.vivid).not.toBe(now.vivid);
    await page.app('replay(null)');
    expect((await page.state()).replayed).toBe(null);
    expect(await page.run(verdict)).toBe('none');
    expect(await page.text('[data-reading=loss]')).toBe(loss);
    await page.app('replay(0)');
    await page.app('run()');
    expect((await page.state()).replayed).toBe(null);
    await page.app('pause()');
  });

  it('sweeps the temperature with progress, and stops when cancelled', async () => {
    await page.app(`showTab('lens')`);
    const button = `document.querySelector('.job-button')`;
    const before = await page.run(`${button}.textContent`);
    const tensors = await page.run<number>('collapseLab.app.liveTensors');
    await page.run(`${button}.click()`);
    await page.until(`document.querySelector('.job progress').value > 0`);
    expect(await page.run(`${button}.textContent`)).not.toBe(before);
    await page.run(`${button}.click()`);
    await page.until(`${button}.textContent === ${JSON.stringify(before)}`);
    await page.until(`collapseLab.app.liveTensors === ${tensors}`);
    expect((await page.state()).errors).toEqual([]);
  });

  it('answers who asked for a closer look when the device is lost meanwhile, and goes on', async () => {
    await using lost = await lab.open({ link: SMALL });
    const asked = lost.run(`(() => {
      const { app } = collapseLab;
      const { device } = app;
      const look = app.set('seed', 5).then(() => app.diagnose());
      setTimeout(() => device.destroy(), 30);
      return look.then(() => 'answered', () => 'refused');
    })()`);
    expect(['answered', 'refused']).toContain(await asked);
    await lost.until('collapseLab.app.device !== null');
    await lost.app('step(2)');
    expect(await lost.app('diagnose()')).toMatchObject({ verdict: 'cone' });
  });

  it('opens the tab of a link, and says so when there is none', async () => {
    await using linked = await lab.open({ link: `${SMALL}&tab=bounds` });
    expect((await linked.state()).tab).toBe('bounds');
    await using wrong = await lab.open({ link: `${SMALL}&tab=nonsense` });
    expect((await wrong.state()).tab).toBe('training');
    expect((await wrong.banner())?.what).toContain('nonsense');
  });
});
