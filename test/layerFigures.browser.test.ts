/** The figures of layers in a real browser, in their bindings: test/pages/layerFigures.ts on figures.html. */
import { beforeEach, describe, expect, it } from 'vitest';
import { useTestPage } from './support/testPage';

const testPage = useTestPage('figures.html?only=layers', 'figuresPage', { width: 1000, height: 1700 });
const run = <T>(call: string): Promise<T> => testPage.run<T>(call);
const evaluate = async <T>(script: string): Promise<T> => (await testPage.page.evaluate(script)) as T;

const NAMES = [
  'layers',
  'layersTwo',
  'layersMany',
  'layersBeyond',
  'layersDead',
  'layersCosine',
  'ridges',
  'ridgesMany',
  'gradients',
  'gradientsOne',
  'gradientsExtreme',
  'phase',
  'phasePartial',
  'origin',
] as const;

beforeEach(async () => {
  await run(`open('en', 'dark')`);
  await run('reports.splice(0)');
});

const labelOf = (selector: string): Promise<string> =>
  evaluate(`document.querySelector('${selector}').getAttribute('aria-label')`);
const textOf = (selector: string): Promise<string> =>
  evaluate(`document.querySelector('${selector}').textContent`);

async function press(selector: string, ...keys: ('Home' | 'End' | 'Enter' | 'Escape' | `Arrow${string}`)[]) {
  await testPage.page.focus(selector);
  for (const key of keys) await testPage.page.keyboard.press(key as 'Home');
}

describe('figures of layers', () => {
  it('tell their numbers without their picture', async () => {
    expect(await labelOf('#layersBeyond canvas')).toContain('beyond f32 from layer 37');
    expect(await labelOf('#layersBeyond canvas')).toContain('theory 1.00·10⁻³⁰⁰');
    expect(await labelOf('#ridges canvas')).toContain('layer 20: root mean square 1.00, exact zeros 50 %');
    expect(await labelOf('#gradientsExtreme canvas')).toMatch(/step 395.*layer 30 > f32/);
    expect(await labelOf('#phase canvas')).toContain('you are here: gain 1.60, bias 0.300');
    expect(await labelOf('#origin .origin-tile:nth-child(5)')).toContain(
      'sigmoid: α 0.25  β 0.5; forward predicted',
    );
    expect(await textOf('#ridgesMany .fig-note')).toBe('40 of 201 layers are drawn, evenly spaced.');
  });

  it('speak both languages, and change them in place', async () => {
    await run(`setLanguage('zh')`);
    expect(await labelOf('#layersBeyond canvas')).toContain('超出 f32，始于第 37 层');
    expect(await textOf('#ridgesMany .fig-note')).toBe('共 201 层，等间隔画出 40 层。');
    expect(await textOf('#phase .phase-switch')).toContain('梯度增长');
    expect(await textOf('#origin .fig-legend')).toContain('切线');
    expect(await labelOf('#gradients canvas')).toContain('第 595 步');
  });

  it('are painted, in other colours in the other theme', async () => {
    const pictures = () =>
      evaluate<string[]>(
        `${JSON.stringify(NAMES)}.map((name) => document.querySelector('#' + name + ' canvas').toDataURL())`,
      );
    for (const name of NAMES) {
      expect(await run(`inked('#${name} canvas')`), name).toBeGreaterThan(0.01);
    }
    const dark = await pictures();
    await run(`setTheme('light')`);
    for (const [k, picture] of (await pictures()).entries()) expect(picture, NAMES[k]).not.toBe(dark[k]);
  });

  it('name two networks once, and the reference in the legend', async () => {
    const legend = await textOf('#layersTwo .fig-legend');
    expect(legend.match(/E\[h²\] forward/g)).toHaveLength(1);
    for (const word of ['A', 'B', 'theory', '1: kept']) expect(legend).toContain(word);
    expect(await textOf('#layers .fig-legend')).not.toMatch(/AB/);
  });

  it('are quick enough to follow a dial', async () => {
    // A tenth of the 200 ms between updates, on a software canvas.
    for (const name of NAMES) {
      expect(await run(`layers().drawMs('${name}', 10)`), name).toBeLessThan(20);
    }
  });
});

describe('what figures of layers report', () => {
  it('reads a layer under the pointer and by keyboard, and sets the control', async () => {
    await press('#layersTwo canvas', 'Home');
    expect(await textOf('#layersTwo .fig-tip')).toMatch(
      /^inputE\[h²\] forward, A[\d.]+ (?:= theory|\([×÷][\d.]+\))/,
    );
    await press('#layersTwo canvas', 'ArrowRight', 'Enter');
    expect(await run('reports')).toEqual(['layer: 1']);
    expect(await textOf('#layersTwo [aria-live]')).toContain('layer 1');
    const box = await (await testPage.page.$('#layers canvas'))?.boundingBox();
    if (!box) throw new Error('no chart');
    await testPage.page.mouse.click(box.x + 0.99 * box.width, box.y + 40);
    expect(await run('reports')).toEqual(['layer: 1', 'layer: 30']);
    expect(await textOf('#layers .fig-tip')).toContain('theory1.00');
  });

  it('calls lines by another name where they are no theory', async () => {
    expect(await textOf('#layersCosine .fig-legend')).toContain('correlation map');
    expect(await textOf('#layersCosine .fig-legend')).not.toContain('theory');
    await press('#layersCosine canvas', 'End');
    expect(await textOf('#layersCosine .fig-tip')).toContain('correlation map');
    expect(await labelOf('#layersCosine canvas')).toMatch(/\(correlation map [\d.]+\)/);
  });

  it('chooses nothing where there is nothing to choose', async () => {
    await press('#layersDead canvas', 'End', 'Enter');
    expect(await textOf('#layersDead .fig-tip')).toMatch(/^layer 20dead units, A[\d.]+ %/);
    expect(await run('reports')).toEqual([]);
  });

  it('says what f32 could not hold from its layer on', async () => {
    await press('#layersBeyond canvas', 'End');
    const tip = await textOf('#layersBeyond .fig-tip');
    expect(tip).toContain('∞');
    expect(tip).toContain('beyond f32 from layer 37');
    expect(tip).not.toContain('gradient exactly 0');
    await press('#layersBeyond canvas', 'Home');
    const first = await textOf('#layersBeyond .fig-tip');
    expect(first).not.toContain('beyond');
    expect(first).toContain('gradient exactly 0 under layer 55');
  });

  it('walks ridges downwards, and cells in both directions', async () => {
    await press('#ridges canvas', 'ArrowDown', 'ArrowDown');
    expect(await textOf('#ridges .fig-tip')).toBe('layer 1root mean square1.00exact zeros50 %');
    await press('#gradientsExtreme canvas', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowLeft');
    expect(await textOf('#gradientsExtreme .fig-tip')).toBe('step 390layer 3|∂L/∂W|zero');
    await press('#gradientsExtreme canvas', 'Escape');
    expect(await evaluate(`document.querySelector('#gradientsExtreme .fig-tip').hidden`)).toBe(true);
  });

  it('starts on the map where the page stands, reads every quantity, and opens a cell', async () => {
    await press('#phase canvas', 'ArrowUp');
    const tip = await textOf('#phase .fig-tip');
    expect(tip).toMatch(/^gain 1\.63, bias 0\.290gradient growth0\.\d+signal growth.*correlation/);
    await press('#phase canvas', 'ArrowUp', 'Enter');
    // 0.5 + 2.5 * 14 / 31 over the factor 2, and 1.5 * 7 / 31.
    expect(await run('reports')).toEqual([JSON.stringify({ scheme: 'normal', gain: 0.815, bias: 0.339 })]);
    await press('#phasePartial canvas', 'Home');
    expect(await textOf('#phasePartial .fig-tip')).toContain('not yet');
    await press('#phase canvas', 'End');
    expect(await textOf('#phase .fig-tip')).toContain('> f32');
  });

  it('switches among the quantities of the map', async () => {
    const picture = () => evaluate(`document.querySelector('#phase canvas').toDataURL()`);
    const pressed = () =>
      evaluate(
        `[...document.querySelectorAll('#phase .phase-choice')].map((node) => node.getAttribute('aria-pressed'))`,
      );
    const before = await picture();
    await testPage.page.focus('#phase .phase-choice:nth-child(3)');
    await testPage.page.keyboard.press('Enter');
    expect(await pressed()).toEqual(['false', 'false', 'true']);
    expect(await picture()).not.toBe(before);
    await run('fill()');
    expect(await pressed()).toEqual(['false', 'false', 'true']);
  });

  it('chooses an activation by its tile', async () => {
    const pressed = () => evaluate(`document.querySelector('#origin [aria-pressed=true]').textContent`);
    expect(await pressed()).toContain('tanh');
    await testPage.page.focus('#origin .origin-tile:nth-child(2)');
    expect(await textOf('#origin .fig-readout')).toMatch(/^ReLU: α 0.5/);
    await testPage.page.keyboard.press('Enter');
    expect(await run('reports')).toEqual(['activation: relu']);
  });
});

describe('what figures of layers survive', () => {
  it.each(['clear', 'degenerate'])('%s', async (call) => {
    await run(`${call}()`);
    await run('resize()');
    await run(`setTheme('light')`);
    for (const name of NAMES) {
      if (name === 'origin') continue;
      await press(`#${name} canvas`, 'ArrowRight', 'ArrowUp', 'Enter');
    }
    const words = await evaluate<string>(
      `document.querySelector('#stage').innerText + [...document.querySelectorAll('#stage [aria-label]')].map((node) => node.getAttribute('aria-label')).join()`,
    );
    expect(words).not.toMatch(/NaN|undefined|null|Infinity/);
    if (call === 'degenerate') {
      expect(await labelOf('#gradients canvas')).toContain('Press Run: every step adds a column.');
    }
    await run('fill()');
    expect(await labelOf('#layers canvas')).toContain('layer 30');
  });

  it('a phone', async () => {
    await testPage.page.setViewport({ width: 320, height: 700 });
    await run('resize()');
    const wide = await evaluate<string[]>(
      `${JSON.stringify(NAMES)}.flatMap((name) => [...document.querySelectorAll('#' + name + ' *')]).filter((node) => node.getBoundingClientRect().right > 320.5 && !node.closest('.fig-tip, .visually-hidden')).map((node) => node.className)`,
    );
    expect(wide).toEqual([]);
    for (const name of NAMES) expect(await run(`inked('#${name} canvas')`), name).toBeGreaterThan(0.01);
    await testPage.page.setViewport({ width: 1000, height: 1700 });
  });
});
