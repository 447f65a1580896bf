/** The normalization page as a visitor meets it: block, presets and axes, links, facts, quiz, evaluation. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LabPage, useLab } from './support';

const lab = useLab();

describe('the normalization page', () => {
  let page: LabPage;
  beforeAll(async () => {
    page = await lab.open({ hash: '#/normalization?v=1' });
  });
  afterAll(() => page[Symbol.asyncDispose]());

  const controls = async () => (await page.state()).controls as Record<string, unknown>;
  const axes = async () => {
    const all = await controls();
    return ['B', 'H', 'N', 'D'].map((axis) => (all[`reduce${axis}`] === true ? 'T' : 'F')).join('');
  };

  it('shows the block, waits, and takes no files', async () => {
    await page.app('diagnose()');
    expect(await page.state()).toMatchObject({ experiment: 'normalization', running: false, step: 0 });
    await page.until(
      `document.querySelector('[data-figure=block] canvas')?.getBoundingClientRect().height > 100`,
    );
    expect(await page.run(`document.querySelector('.files').hidden`)).toBe(true);
    await page.run(`collapseLab.app.load([new File(['1,2'], 'a.csv')])`);
    expect(await page.text('.toasts')).toContain('takes no files');
    expect((await page.state()).errors).toEqual([]);
  });

  it('sets the axes of a preset, and leaves it when one of them is flipped, however fast', async () => {
    await page.app(`set('preset', 'layer1')`);
    expect(await axes()).toBe('FFFT');
    await page.app(`set('preset', 'batch2d')`);
    expect(await axes()).toBe('TFTT');
    await page.run(
      `Promise.all([collapseLab.app.set('reduceB', false), collapseLab.app.set('reduceH', true)])`,
    );
    expect(await axes()).toBe('FTTT');
    expect((await controls()).preset).toBe('layer3');
  });

  it('counts statistics and parameters in the facts', async () => {
    await page.app(`set('preset', 'batch2d')`);
    await page.app('diagnose()');
    await page.until(
      `document.querySelector('#panel-what, [role=tabpanel]')?.textContent.includes('BatchNorm2d(3)')`,
    );
  });

  it('feeds batches: the running statistics come nearer to the true ones', async () => {
    const gap = async () =>
      (await page.state()).readings.find(({ name }) => name === 'runningMean')?.value ?? Number.NaN;
    await page.app('reset()');
    await page.app('step(1)');
    const first = await gap();
    await page.app('step(40)');
    expect(await gap()).toBeLessThan(first);
    expect(page.problems).toEqual([]);
  });
});

describe('links to the normalization page', () => {
  it('set the switches that go with a preset, and the preset that goes with switches', async () => {
    await using page = await lab.open({ hash: '#/normalization?v=1&preset=layer2' });
    expect((await page.state()).controls).toMatchObject({ reduceB: false, reduceH: false, reduceN: true });
    await page.run(`location.hash = '#/normalization?v=1&reduceB=0'`);
    await page.until(
      `collapseLab.app.state().controls.preset === 'instance' || collapseLab.app.state().controls.preset === 'layer2'`,
    );
    expect(await page.banner()).toBeNull();
  });
});
