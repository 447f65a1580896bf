/** The signal page as a visitor meets it: charts along the layers, the sphere, comparison, phase diagram, training, files. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LabPage, useLab } from './support';

const lab = useLab();

/** A network whose sweep takes some milliseconds on a software adapter. */
const SMALL = 'width=32&batch=32&depth=12&mapWidth=16&mapDepth=6';

interface Found {
  readonly step: number;
  readonly readings: readonly { readonly name: string; readonly value: number }[];
}

describe('the signal page', () => {
  let page: LabPage;
  beforeAll(async () => {
    page = await lab.open({ hash: `#/signal?v=1&${SMALL}` });
  });
  afterAll(() => page[Symbol.asyncDispose]());

  const chart = `document.querySelector('.stage-figures [data-figure=layers] canvas')`;

  async function found(): Promise<Record<string, number>> {
    const { readings } = await page.app<Found>('diagnose()');
    return Object.fromEntries(readings.map(({ name, value }) => [name, value]));
  }

  it('waits for the visitor, and shows the layers in place of the sphere', async () => {
    const first = await found();
    expect(first.forward).toBeGreaterThan(0);
    const state = await page.state();
    expect(state).toMatchObject({ experiment: 'signal', step: 0, running: false, tab: 'angles' });
    expect(await page.run(`${chart}.getBoundingClientRect().height`)).toBeGreaterThan(150);
    expect(await page.run(`getComputedStyle(document.querySelector('canvas.canvas')).visibility`)).toBe(
      'hidden',
    );
    expect(await page.run(`document.querySelector('.verdict').hidden`)).toBe(true);
  });

  it('obeys gain, activation and depth at once, with the seed kept', async () => {
    const before = await found();
    await page.app(`set('gain', 0.5)`);
    expect((await found()).backward).toBeLessThan(before.backward ?? 0);
    expect(await page.run('location.hash')).toContain('gain=0.5');
    await page.app(`set('gain', 1.667)`);
    expect(await found()).toEqual(before);
    // A slider asks faster than sessions open: the last value counts.
    await page.run(`Promise.all([2, 2.5, 3, 1.667].map((gain) => collapseLab.app.set('gain', gain)))`);
    expect(await found()).toEqual(before);
  });

  it('compares with B, and greys out what has no effect', async () => {
    const disabled = (name: string) =>
      page.run<boolean>(
        `document.querySelector('[data-control=${name}]').classList.contains('lil-disabled')`,
      );
    expect(await disabled('gainB')).toBe(true);
    await page.app(`set('compare', true)`);
    expect(await disabled('gainB')).toBe(false);
    expect(await disabled('deviation')).toBe(true);
    expect((await found()).backwardB).toBeGreaterThan(0);
    await page.app(`set('compare', false)`);
  });

  it('shows the rows of a layer on the sphere, and walks the layers', async () => {
    await page.run(`document.querySelector('[data-picture=sphere]').click()`);
    await page.until(
      `document.querySelector('[data-picture=sphere]').getAttribute('aria-pressed') === 'true'`,
    );
    expect((await page.state()).controls).toMatchObject({ picture: 'sphere' });
    const input = await page.picture();
    expect(input.vivid).toBeGreaterThan(50);
    await page.app(`set('layer', 12)`);
    await page.until(`document.querySelector('.caption').textContent.includes('layer 12 of 12')`);
    await page.app(`set('picture', 'layers')`);
    await page.app(`set('layer', 0)`);
  });

  it('chooses a layer by keyboard on the chart', async () => {
    await page.run(`${chart}.focus()`);
    for (const key of ['ArrowRight', 'ArrowRight', 'Enter'] as const) await page.page.keyboard.press(key);
    await page.until(`collapseLab.app.state().controls.layer > 0`);
  });

  it('computes the phase diagram, and opens the network of a cell with the diagram kept', async () => {
    await page.app(`showTab('phase')`);
    await page.run(`document.querySelector('#panel-phase .job-button').click()`);
    await page.until(`document.querySelector('#panel-phase .job progress').hidden`);
    const before = await page.run<string>(`document.querySelector('[data-figure=phase] canvas').toDataURL()`);
    await page.run(`document.querySelector('[data-figure=phase] canvas').focus()`);
    for (const key of ['ArrowRight', 'ArrowUp', 'Enter'] as const) await page.page.keyboard.press(key);
    await page.until(`collapseLab.app.state().controls.bias > 0`);
    await page.app('diagnose()');
    await page.until(`!document.querySelector('[data-figure=phase]').hasAttribute('data-stale')`);
    const after = await page.run<string>(`document.querySelector('[data-figure=phase] canvas').toDataURL()`);
    // The ring has moved; the cells are there.
    expect(after).not.toBe(before);
    expect(after.length).toBeGreaterThan(0.7 * before.length);
  });

  it('trains on the task, draws the gradients by step, and replays a moment', async () => {
    await page.app(`set('bias', 0)`);
    await page.app('step(5)');
    const state = await page.state();
    expect(state.step).toBe(5);
    expect(state.readings.map(({ name }) => name)).toEqual(['taskLoss', 'accuracy']);
    expect((await page.app<Found>('diagnose()')).step).toBe(5);
    await page.app(`showTab('gradients')`);
    await page.until(`document.querySelector('[data-figure=gradients] canvas')`);
    await page.app('replay(0)');
    expect((await page.state()).replayed).toBe(0);
    await page.app('replay(null)');
  });

  it('speaks Chinese, every word of it', async () => {
    await page.run(`document.querySelector('[data-language=zh]').click()`);
    expect(await page.text('.question')).toMatch(/^\p{Script=Han}/u);
    expect(await page.text('.caption')).toMatch(/\p{Script=Han}/u);
    for (const tab of ['angles', 'shapes', 'gradients', 'origin', 'phase', 'independence', 'training']) {
      await page.app(`showTab('${tab}')`);
      expect(await page.text(`#panel-${tab} h2`)).toMatch(/\p{Script=Han}|∂L|E\[/u);
    }
    await page.run(`document.querySelector('[data-language=en]').click()`);
    expect(page.problems).toEqual([]);
  });

  it('sends the rows of a file through the network', async () => {
    const rows = Array.from({ length: 40 }, (_, k) => [Math.sin(k), Math.cos(k), k / 40].join(',')).join(
      '\\n',
    );
    await page.run(`collapseLab.app.load([new File(['${rows}'], 'rows.csv')])`);
    expect(await page.text('.badge.source')).toContain('rows');
    await page.until(`document.querySelector('.status').textContent.includes('first 32 of 40')`);
    expect((await found()).forward).toBeGreaterThan(0);
  });
});

describe('links to the signal page', () => {
  it('open a tab that is not the first, also that of the charts', async () => {
    await using page = await lab.open({ hash: `#/signal?v=1&${SMALL}&tab=training&activation=relu` });
    expect(await page.state()).toMatchObject({ tab: 'training' });
    expect((await page.state()).controls).toMatchObject({ activation: 'relu' });
    expect(await page.banner()).toBeNull();
  });

  it('explain a network that is too large, and run the defaults', async () => {
    await using page = await lab.open({ hash: '#/signal?v=1&width=1024&depth=200&batch=1024&compare=1' });
    const banner = await page.banner();
    expect(banner?.what ?? banner?.title).toBeTruthy();
    expect((await page.state()).controls).toMatchObject({ width: 128 });
  });
});
