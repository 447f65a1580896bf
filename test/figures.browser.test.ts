/**
 * The figures in a real browser: test/pages/figures.ts through `globalThis.figuresPage`. Calls go as strings because
 * a function handed to `page.evaluate` is rewritten by the test runner.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { useTestPage } from './support/testPage';

const testPage = useTestPage('figures.html?only=diagnosis', 'figuresPage', { width: 1000, height: 1700 });

beforeEach(async () => {
  await run(`open('en', 'dark')`);
  await run('reports.splice(0)');
});

const run = <T>(call: string): Promise<T> => testPage.run<T>(call);

async function reports(): Promise<string[]> {
  return run('reports');
}

/** Text of the first match, as rendered. */
async function textOf(selector: string): Promise<string> {
  return (await testPage.page.evaluate(
    `document.querySelector('${selector}')?.textContent ?? 'missing'`,
  )) as string;
}

async function labelOf(selector: string): Promise<string> {
  return (await testPage.page.evaluate(
    `document.querySelector('${selector}')?.getAttribute('aria-label') ?? 'missing'`,
  )) as string;
}

/** Where a share of an element's box lies on the testPage.page. */
async function pointIn(selector: string, x: number, y: number): Promise<[number, number]> {
  const box = await (await testPage.page.$(selector))?.boundingBox();
  if (!box) throw new Error(`nothing at ${selector}`);
  return [box.x + x * box.width, box.y + y * box.height];
}

async function hover(selector: string, x: number, y: number): Promise<void> {
  await testPage.page.mouse.move(...(await pointIn(selector, x, y)));
}

const CANVASES = [
  '#spectrum canvas',
  '#waterfall canvas',
  '#dial canvas',
  '#lens canvas',
  '#matrix .matrix-image',
];

describe('what the figures say', () => {
  it.each([
    ['#spectrum canvas', ['Eigenvalues', 'raw: 0.7100', '(128 / 128)', 'slope \u22120.710']],
    ['#waterfall canvas', ['Spectrum over time', 'step 5,960']],
    ['#dial canvas', ['participation ratio: raw 1.92, centred 90.8', 'IsoScore 0.707']],
    ['#lens canvas', ['tau 0.00500 … 5.00', 'Mean cosine 0.909']],
    ['#matrix canvas:not(.matrix-image)', ['256 × 256', 'cosine \u22120.200 … 1.00', 'cat 64']],
    ['#ladder .lanes-ladder', ['λ max 361.2']],
    ['#strip .strip-bar', ['raw 0.701, centred \u22120.0020', 'collapse 1.00 → optimum 0']],
  ])('%s tells its numbers without its picture', async (selector, words) => {
    const label = await labelOf(selector);
    for (const word of words) expect(label).toContain(word);
  });

  it('writes the same numbers where they are text', async () => {
    const strip = await textOf('#strip');
    for (const word of ['Participation ratio', '2.03', '101.2', '4.1e\u22125']) expect(strip).toContain(word);
    const ladder = await textOf('#ladder');
    for (const word of [
      '≥ Sum(A) / n',
      '359.4',
      'λ max',
      '361.2',
      '≤ tr A',
      '512.0',
      '+0.420',
      '\u22120.170',
    ]) {
      expect(ladder).toContain(word);
    }
    expect(await textOf('#classes tbody tr')).toBe('truck410.9971.01 / 3.20');
    expect(await textOf('#timeline')).toContain('step 1,230');
    expect(await textOf('#dial .dial-figures')).toContain('participation ratio1.9290.8');
  });

  it('speaks both languages, and changes them in place', async () => {
    await run(`setLanguage('zh')`);
    expect(await textOf('#spectrum .fig-legend')).toContain('中心化');
    expect(await labelOf('#waterfall canvas')).toContain('谱随时间的变化');
    expect(await textOf('#ladder')).toContain('自身对');
    expect(await textOf('#timeline')).toContain('第 1,230 步');
    expect(await textOf('#classes thead')).toContain('类别');
  });
});

describe('what the figures draw', () => {
  it('paints every canvas, in other colours in the other theme, and follows its size', async () => {
    const hash = (selector: string) =>
      testPage.page.evaluate(`document.querySelector('${selector}').toDataURL()`);
    for (const selector of CANVASES) expect(await run(`inked('${selector}')`)).toBeGreaterThan(0.01);
    // A pixel of the history itself, which is kept between draws.
    const inside = () =>
      testPage.page.evaluate(
        `[...document.querySelector('#waterfall canvas').getContext('2d').getImageData(200, 80, 1, 1).data]`,
      );
    const history = await inside();
    const dark = await Promise.all(CANVASES.slice(0, 4).map(hash));
    await run(`setTheme('light')`);
    const light = await Promise.all(CANVASES.slice(0, 4).map(hash));
    for (const [k, picture] of light.entries()) expect(picture).not.toBe(dark[k]);
    expect(await inside()).not.toEqual(history);
    await testPage.page.evaluate(`document.querySelector('#spectrum').style.width = '300px'`);
    await run('resize()');
    expect(await testPage.page.evaluate(`document.querySelector('#spectrum canvas').clientWidth`)).toBe(300);
    // The picture that was asked for stays within its box and its card.
    expect(await testPage.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });

  it('fits a phone', async () => {
    await testPage.page.setViewport({ width: 320, height: 700 });
    await run('resize()');
    expect(await testPage.page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    const wide = (await testPage.page.evaluate(
      `[...document.querySelectorAll('#stage *')].filter((node) => node.getBoundingClientRect().right > 320.5 && !node.closest('.fig-tip, .visually-hidden')).map((node) => node.className)`,
    )) as string[];
    expect(wide).toEqual([]);
    await testPage.page.setViewport({ width: 1000, height: 1700 });
    await run('resize()');
  });

  it('counts what is zero below the spectrum', async () => {
    expect(await textOf('#spectrum .fig-note')).toBe('');
    await run(`view('spectrum').update(figuresPage.data.deficientSpectrum())`);
    expect(await textOf('#spectrum .fig-note')).toBe('zero up to rounding: 64 raw, 65 centred');
    expect(await labelOf('#spectrum canvas')).toContain('(64 / 128)');
  });

  it('turns a row red that cannot be, with the remedy, and back', async () => {
    const row = `[...document.querySelectorAll('#strip .strip-row')].find((node) => node.textContent.includes('Uniformity'))`;
    const red = () => testPage.page.evaluate(`${row}.classList.contains('is-impossible')`);
    expect(await red()).toBe(false);
    await run(`view('strip').update(figuresPage.data.metricRows(true))`);
    expect(await red()).toBe(true);
    expect(await testPage.page.evaluate(`${row}.querySelector('.strip-warning').innerText`)).toContain(
      'normalised',
    );
    await run(`view('strip').update(figuresPage.data.metricRows(false))`);
    expect(await red()).toBe(false);
    expect(await testPage.page.evaluate(`document.querySelectorAll('#strip .is-impossible').length`)).toBe(0);
  });

  it('marks a violated bound and no other', async () => {
    const broken = () =>
      testPage.page.evaluate(
        `[...document.querySelectorAll('#ladder .is-violated')].map((node) => node.textContent)`,
      );
    expect(await broken()).toEqual([]);
    await run(`view('ladder').update(figuresPage.data.ladderData(true))`);
    expect(await broken()).toEqual(['≥ Sum(A) / n359.4']);
  });

  it('places the marks of the strip between collapse and optimum', async () => {
    const left = await testPage.page.evaluate(
      `document.querySelector('#strip .strip-mark-raw:not(.strip-legend *)').style.left`,
    );
    // (0.701 - 1) / (0 - 1) of the way from the collapse end.
    expect(left).toBe('29.9%');
  });

  it('keeps the elements of the strip over updates, and their places', async () => {
    await testPage.page.evaluate(`globalThis.before = [...document.querySelectorAll('#strip *')]`);
    const height = await testPage.page.evaluate(`document.querySelector('#strip').clientHeight`);
    await run(
      `view('strip').update(figuresPage.data.metricRows(false).map((row) => ({ ...row, raw: (row.raw ?? 0) * 3.7 })))`,
    );
    expect(
      await testPage.page.evaluate(
        `[...document.querySelectorAll('#strip *')].every((node, k) => node === before[k])`,
      ),
    ).toBe(true);
    expect(await testPage.page.evaluate(`document.querySelector('#strip').clientHeight`)).toBe(height);
  });

  it('shows fifty classes and counts the rest', async () => {
    await run(`view('classes').update(figuresPage.data.classRows(63))`);
    expect(await testPage.page.evaluate(`document.querySelectorAll('#classes tbody tr').length`)).toBe(50);
    expect(await textOf('#classes')).toContain('and 13 more');
    await run(`view('classes').update(figuresPage.data.classRows(2))`);
    expect(await testPage.page.evaluate(`document.querySelectorAll('#classes tbody tr').length`)).toBe(2);
    expect(await textOf('#classes')).not.toContain('more');
  });

  it('is quick enough to be drawn five times a second', async () => {
    // A tenth of the 200 ms between updates each, on a software canvas.
    for (const name of ['spectrum', 'waterfall', 'strip']) {
      expect(await run(`updateMs('${name}', 20)`), name).toBeLessThan(20);
    }
  });
});

describe('what the figures report', () => {
  it('reads off an index of the spectrum under the pointer and by keyboard', async () => {
    await hover('#spectrum canvas', 0.5, 0.5);
    expect(await textOf('#spectrum .fig-tip')).toMatch(/^λ \d+ of 128raw0\.0/);
    await testPage.page.mouse.move(0, 0);
    expect(await testPage.page.evaluate(`document.querySelector('#spectrum .fig-tip').hidden`)).toBe(true);
    await testPage.page.focus('#spectrum canvas');
    await testPage.page.keyboard.press('Home');
    expect(await textOf('#spectrum .fig-tip')).toContain('λ 1 of 128raw0.7100centred0.02000');
    expect(await textOf('#spectrum [aria-live]')).toContain('λ 1 of 128');
    await testPage.page.keyboard.press('Escape');
    expect(await testPage.page.evaluate(`document.querySelector('#spectrum .fig-tip').hidden`)).toBe(true);
  });

  it('gives the step of a clicked or chosen row of the waterfall', async () => {
    const [x, y] = await pointIn('#waterfall canvas', 0.5, 0.5);
    await testPage.page.mouse.click(x, y);
    const [clicked = ''] = await reports();
    expect(clicked).toMatch(/^step: \d+0$/);
    await testPage.page.keyboard.press('End');
    await testPage.page.keyboard.press('Enter');
    expect((await reports()).at(-1)).toBe('step: 5960');
  });

  it('gives the temperature of a chosen run of the lens, and takes runs as they come', async () => {
    await run(`view('lens').update(figuresPage.data.lensData(0.25))`);
    await testPage.page.focus('#lens canvas');
    await testPage.page.keyboard.press('Home');
    expect(await textOf('#lens .fig-tip')).toContain('tau 0.00500');
    expect(await textOf('#lens .fig-tip')).toContain('stopped early');
    await testPage.page.keyboard.press('Enter');
    expect(await reports()).toEqual(['tau: 0.005']);
    await run(`view('lens').update(figuresPage.data.lensData(1))`);
    await testPage.page.keyboard.press('End');
    expect(await textOf('#lens .fig-tip')).toContain('tau 5.00');
    expect(await textOf('#lens .fig-tip')).toContain('ran to the end');
  });

  it('names the cell of the matrix, its classes and its value', async () => {
    await testPage.page.focus('#matrix canvas:not(.matrix-image)');
    await testPage.page.keyboard.press('ArrowDown');
    expect(await textOf('#matrix .fig-readout')).toBe('row 1 (cat), column 1 (cat): cosine 1.000');
    await testPage.page.keyboard.press('ArrowRight');
    expect(await reports()).toEqual(['hover: 0,0', 'hover: 0,1']);
    await run(`view('matrix').showValue({ row: 9, column: 9 }, 0.25)`);
    expect(await textOf('#matrix .fig-readout')).not.toContain('0.25');
    await hover('#matrix .matrix-image', 0.999, 0.999);
    expect((await reports()).at(-1)).toBe('hover: 255,255');
    await testPage.page.mouse.move(0, 0);
    expect((await reports()).at(-1)).toBe('hover: none');
    expect(await textOf('#matrix .fig-readout')).toContain('arrow keys');
  });

  it('speaks the value of a cell once it is known, to the keyboard only', async () => {
    const spoken = () => textOf('#matrix [aria-live]');
    await testPage.page.focus('#matrix canvas:not(.matrix-image)');
    await testPage.page.keyboard.press('ArrowDown');
    await testPage.page.keyboard.press('ArrowRight');
    await run(`view('matrix').showValue({ row: 0, column: 1 }, 0.25)`);
    expect(await spoken()).toBe('row 1 (cat), column 2 (cat): cosine 0.2500');
    await hover('#matrix .matrix-image', 0.5, 0.5);
    expect(await spoken()).toBe('');
  });

  it('gives whoever draws the matrix next a canvas that no context has taken', async () => {
    const draws = `view('matrix').setPixels(new Uint8ClampedArray(4 * 256 * 256).fill(255), 256)`;
    await run(`view('matrix').clear()`);
    await run(`view('matrix').image.getContext('bitmaprenderer')`);
    await expect(run(draws)).rejects.toThrow('another context');
    await run(`view('matrix').clear()`);
    await run(`view('matrix').update(figuresPage.data.matrixData())`);
    await run(draws);
    expect(await run(`inked('.matrix-image')`)).toBe(1);
  });

  it('tells what to do where no temperature has been trained, and no longer once one has', async () => {
    const idle = () => testPage.page.evaluate(`document.querySelector('#lens .fig-idle').innerText`);
    const shown = () => testPage.page.evaluate(`document.querySelector('#lens .fig-idle').checkVisibility()`);
    expect(await shown()).toBe(false);
    await run(`view('lens').clear()`);
    expect(await shown()).toBe(true);
    expect(await idle()).toContain('Press the button.');
    await run(`setLanguage('zh')`);
    expect(await idle()).toContain('请按按钮。');
  });

  it('moves the mark of the temperature without new runs', async () => {
    const picture = () => testPage.page.evaluate(`document.querySelector('#lens canvas').toDataURL()`);
    await testPage.page.mouse.move(0, 0);
    await run('resize()');
    const before = await picture();
    await run(`view('lens').setCurrent(0.5)`);
    expect(await picture()).not.toBe(before);
    await run(`view('lens').setCurrent(0.07)`);
    expect(await picture()).toBe(before);
  });

  it('leaves the keys that move no range to the page', async () => {
    await testPage.page.evaluate(`globalThis.heard = []`);
    await testPage.page.evaluate(
      `addEventListener('keydown', ({ key }) => heard.push(key), { signal: (globalThis.deaf = new AbortController()).signal })`,
    );
    await testPage.page.focus('#timeline input');
    for (const key of ['ArrowLeft', 'Home', 'End', 'PageDown', 's', 'Space'] as const) {
      await testPage.page.keyboard.press(key);
    }
    expect(await testPage.page.evaluate(`deaf.abort(), heard`)).toEqual(['s', ' ']);
  });

  it('scrubs to a place of the history and back to live', async () => {
    await testPage.page.focus('#timeline input');
    await testPage.page.keyboard.press('ArrowLeft');
    expect(await reports()).toEqual(['scrub: 122']);
    await run(`view('timeline').update({ ...figuresPage.data.timelineData('en'), index: 30 })`);
    expect(await textOf('#timeline')).toBe('liveconestep 300');
    const spoken = `document.querySelector('#timeline input').getAttribute('aria-valuetext')`;
    expect(await testPage.page.evaluate(spoken)).toBe('step 300, cone');
    expect(
      await testPage.page.evaluate(`document.querySelector('#timeline button').getAttribute('aria-pressed')`),
    ).toBe('false');
    await testPage.page.click('#timeline button');
    expect((await reports()).at(-1)).toBe('scrub: null');
  });

  it('opens the help of a measure', async () => {
    expect(await testPage.page.evaluate(`document.querySelector('#strip .strip-help').hidden`)).toBe(true);
    await testPage.page.click('#strip .strip-name');
    expect(await testPage.page.evaluate(`document.querySelector('#strip .strip-help').hidden`)).toBe(false);
    expect(await textOf('#strip .strip-help')).toContain('Possible here: \u22120.0020 to 1.00.');
  });
});

describe('what the figures survive', () => {
  it.each(['clear', 'degenerate'])('%s', async (call) => {
    await run(`${call}()`);
    await run('resize()');
    await run(`setTheme('light')`);
    for (const name of ['spectrum', 'waterfall', 'dial', 'lens']) {
      await hover(`#${name} canvas`, 0.5, 0.5);
      await testPage.page.focus(`#${name} canvas`);
      await testPage.page.keyboard.press('ArrowRight');
      await testPage.page.keyboard.press('Enter');
    }
    await hover('#matrix canvas:not(.matrix-image)', 0.2, 0.2);
    const words = (await testPage.page.evaluate(
      `document.querySelector('#stage').innerText + [...document.querySelectorAll('#stage [aria-label]')].map((node) => node.getAttribute('aria-label')).join()`,
    )) as string;
    expect(words).not.toMatch(/NaN|undefined|null|Infinity/);
    await run('fill()');
    expect(await labelOf('#spectrum canvas')).toContain('0.7100');
  });

  it('their own end', async () => {
    await run('dispose()');
    expect(
      await testPage.page.evaluate(
        `document.querySelectorAll('#stage canvas, #stage input, #stage table').length`,
      ),
    ).toBe(0);
    await run(`open('zh', 'light')`);
  });
});
