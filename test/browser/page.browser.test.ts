/** The page as a visitor and a script meet it: runs, controls, keys, links, languages, themes and pictures. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Control, ControlValue } from '../../src/experiments/experiment';
import { CONTROLS } from '../../src/experiments/hypersphere/controls';
import { initialValues } from '../../src/ui/url';
import { type LabPage, SMALL, useLab } from './support';

const lab = useLab();
const SMALL_LINK = `#/hypersphere?v=1&${SMALL}`;

/** A value that the control takes and does not hold now. */
function another(control: Control, value: ControlValue): ControlValue {
  if (control.kind === 'toggle') return !value;
  if (control.kind === 'choice') return Object.keys(control.options).find((option) => option !== value) ?? '';
  if (control.integer) return Number(value) + 1;
  return Number(value) + 0.1 * (control.maximum - Number(value));
}

describe('the run', () => {
  it('starts by itself with its defaults, on an adapter it names', async () => {
    await using page = await lab.open();
    await page.until('collapseLab.app.state().step >= 3');
    const { running, controls, backend, adapter, errors, experiment } = await page.state();
    expect({ running, controls, backend, errors, experiment }).toEqual({
      running: true,
      controls: initialValues(CONTROLS),
      backend: 'webgpu',
      errors: [],
      experiment: 'hypersphere',
    });
    expect(await page.text('.status-adapter')).toContain(adapter?.vendor);
    await page.until('collapseLab.app.state().readings.length > 0');
    await page.until(`document.querySelector('.status').textContent.includes('steps/s')`);
  });

  describe('of a small cloud', () => {
    let page: LabPage;
    beforeAll(async () => {
      page = await lab.open({ link: SMALL });
    });
    afterAll(() => page[Symbol.asyncDispose]());
    beforeEach(() => page.app('pause()'));

    it('takes exactly the steps asked for, and its readings say so', async () => {
      for (const steps of [1, 7]) {
        const readings = await page.stepsFromStart(steps);
        expect((await page.state()).step).toBe(steps);
        expect(readings.map(({ name }) => name)).toEqual(
          expect.arrayContaining(['loss', 'alignment', 'uniformity']),
        );
        for (const reading of readings) {
          expect(reading.step).toBe(steps);
          expect(Number.isFinite(reading.value), reading.name).toBe(true);
        }
      }
      expect((await page.step(2))[0]?.step).toBe(9);
      expect(await page.text('[data-reading=loss]')).not.toBe('–');
      expect(await page.text('.status-step')).toBe('step 9');
    });

    it('is the same bit for bit from the same seed, also after a reload, and another from another', async () => {
      const first = await page.stepsFromStart(4);
      expect(await page.stepsFromStart(4)).toEqual(first);
      await page.page.reload();
      await page.ready();
      expect(await page.stepsFromStart(4)).toEqual(first);
      await page.app(`set('seed', 2)`);
      expect(await page.stepsFromStart(4)).not.toEqual(first);
      await page.app(`set('seed', 1)`);
      expect(await page.stepsFromStart(4)).toEqual(first);
    });

    it('obeys tau in the very next step', async () => {
      await page.stepsFromStart(3);
      const undisturbed = await page.step(1);
      await page.stepsFromStart(3);
      await page.app(`set('tau', 2)`);
      await page.app(`set('tau', 0.1)`);
      expect(await page.step(1)).toEqual(undisturbed);
      await page.stepsFromStart(3);
      await page.app(`set('tau', 2)`);
      await page.app('step(1)');
      await page.app(`set('tau', 0.1)`);
      // The loss is measured with tau; where the points went is not.
      const [moved, same] = [(await page.state()).readings, undisturbed].map((readings) =>
        readings.find(({ name }) => name === 'uniformity'),
      );
      expect(moved?.step).toBe(4);
      expect(moved?.value).not.toBe(same?.value);
    });

    it.each(Object.entries<Control>(CONTROLS))('%s acts as it declares', async (name, control) => {
      await page.stepsFromStart(2);
      const before = (await page.state()).controls;
      const value = another(control, before[name] ?? control.initial);
      await page.app(`set('${name}', ${JSON.stringify(value)})`);
      const after = await page.state();
      expect(after.step).toBe(control.effect === 'restart' ? 0 : 2);
      expect(after.controls).toEqual({ ...before, [name]: value });
      expect(await shownValue(page, name)).toBe(
        control.kind === 'number' ? String(Number(Number(value).toPrecision(6))) : value,
      );
      expect((await page.step(1))[0]?.step).toBe(control.effect === 'restart' ? 1 : 3);
      await page.app(`set('${name}', ${JSON.stringify(before[name])})`);
    });

    it.each([
      [`set('tau', 0)`, 'tau'],
      [`set('tau', NaN)`, 'tau'],
      [`set('tau', Infinity)`, 'tau'],
      [`set('tau', '0.2')`, 'tau'],
      [`set('n', 64.5)`, 'n'],
      [`set('n', 65537)`, 'n'],
      [`set('loss', 'hinge')`, 'loss'],
      [`set('lines', 1)`, 'lines'],
      [`set('nonsense', 1)`, 'nonsense'],
      [`open('nowhere')`, 'nowhere'],
      ['step(0)', 'step'],
      ['step(1.5)', 'step'],
    ])('refuses %s with a RangeError that names it, and goes on as before', async (call, named) => {
      await page.stepsFromStart(1);
      const before = await page.state();
      const refusal = await page.refusal(call);
      expect(refusal).toMatch(/^RangeError: /);
      expect(refusal).toContain(named);
      expect(await page.state()).toEqual(before);
    });

    it('follows the panel: a live control at once, another by starting again', async () => {
      await page.stepsFromStart(2);
      await type(page, 'tau', '0.5');
      expect(await page.state()).toMatchObject({ step: 2, controls: { tau: 0.5 } });
      await type(page, 'seed', '7');
      await page.until('collapseLab.app.state().step === 0');
      expect(await page.state()).toMatchObject({ step: 0, controls: { tau: 0.5, seed: 7 } });
      await page.app(`set('tau', 0.1)`);
      await page.app(`set('seed', 1)`);
    });

    it('draws as many steps a frame as it is told', async () => {
      await page.app(`set('rotate', false)`);
      await page.app(`set('steps', 5)`);
      await page.app('reset()');
      await page.app('step(5)');
      await page.run(`(() => {
        globalThis.drawnSteps = [];
        const { getCurrentTexture } = GPUCanvasContext.prototype;
        GPUCanvasContext.prototype.getCurrentTexture = function () {
          drawnSteps.push(collapseLab.app.state().step);
          return getCurrentTexture.call(this);
        };
        globalThis.stopWatching = () => {
          GPUCanvasContext.prototype.getCurrentTexture = getCurrentTexture;
        };
      })()`);
      await page.app('run()');
      await page.until('new Set(drawnSteps).size >= 4');
      await page.run('stopWatching()');
      await page.app('pause()');
      const drawn = await page.run<number[]>('drawnSteps');
      expect(drawn.filter((step) => step % 5 !== 0)).toEqual([]);
      await page.app(`set('steps', 1)`);
    });

    it('sets up every trial of the notes and runs it', async () => {
      const trials = await page.run<number>(`document.querySelectorAll('.trials button').length`);
      expect(trials).toBeGreaterThan(0);
      for (let trial = 0; trial < trials; trial++) {
        await page.app('pause()');
        await page.run(`document.querySelectorAll('.trials button')[${trial}].click()`);
        await page.until('collapseLab.app.state().running && collapseLab.app.state().step > 0');
        expect(await page.banner()).toBeNull();
      }
      await page.app('pause()');
    });
  });
});

async function shownValue(page: LabPage, name: string): Promise<ControlValue> {
  return page.run(`(() => {
    const row = document.querySelector('[data-control="${name}"]');
    const box = row.querySelector('input[type=checkbox]');
    if (box) return box.checked;
    const select = row.querySelector('select');
    if (select) return Object.entries(${JSON.stringify(choiceLabels(name))}).find(([, label]) => label === select.selectedOptions[0].textContent)[0];
    return row.querySelector('input:not([type=range])').value;
  })()`);
}

function choiceLabels(name: string): Record<string, string> {
  const control: Control | undefined = Object.entries<Control>(CONTROLS).find(([key]) => key === name)?.[1];
  if (control?.kind !== 'choice') return {};
  return Object.fromEntries(Object.entries(control.options).map(([value, { en }]) => [value, en]));
}

async function type(page: LabPage, name: string, text: string): Promise<void> {
  const field = `[data-control="${name}"] input:not([type=range])`;
  await page.run(`document.querySelector('${field}').scrollIntoView()`);
  await page.page.click(field, { count: 3 });
  await page.page.keyboard.type(text);
  await page.page.keyboard.press('Enter');
}

describe('keys', () => {
  let page: LabPage;
  beforeAll(async () => {
    page = await lab.open({ link: SMALL });
  });
  afterAll(() => page[Symbol.asyncDispose]());
  beforeEach(() => page.app('reset()'));

  it('Space runs and pauses, S takes a step, R starts again', async () => {
    await page.press(' ');
    await page.until('collapseLab.app.state().running && collapseLab.app.state().step >= 2');
    expect(await page.text('[data-transport=pause]')).toBe('Pause');
    await page.press(' ');
    await page.until('!collapseLab.app.state().running');
    const { step } = await page.state();
    await page.press('s');
    await page.until(`collapseLab.app.state().step === ${step + 1}`);
    expect((await page.state()).running).toBe(false);
    await page.press('r');
    await page.until('collapseLab.app.state().step === 0');
  });

  it('? opens the help, in which keys rest, and Escape closes it', async () => {
    await page.press('?');
    await page.until(`document.querySelector('dialog.help').open`);
    await page.page.keyboard.press('s');
    await page.page.keyboard.press('Escape');
    await page.until(`!document.querySelector('dialog.help').open`);
    expect((await page.state()).step).toBe(0);
  });

  it('rest while the visitor types or holds a modifier', async () => {
    await page.page.click('[data-control=noise] input:not([type=range])', { count: 3 });
    for (const key of ['s', ' ', 'r', '?'] as const) await page.page.keyboard.press(key);
    await page.page.keyboard.press('Escape');
    await page.run('document.activeElement.blur()');
    await page.page.keyboard.down('Control');
    await page.page.keyboard.press('s');
    await page.page.keyboard.up('Control');
    expect(await page.state()).toMatchObject({ step: 0, running: false, controls: { noise: 0.1 } });
    expect(await page.run(`document.querySelector('dialog[open]')`)).toBeNull();
    await page.press('s');
    await page.until('collapseLab.app.state().step === 1');
  });

  it('1 opens the first page with its defaults; Escape dismisses a banner', async () => {
    await page.press('1');
    await page.until(`collapseLab.app.state().controls.n === ${CONTROLS.n.initial}`);
    await page.app(`load([new File(['x'], 'notes.docx')])`);
    await page.waitForBanner();
    await page.press('Escape');
    expect(await page.banner()).toBeNull();
  });

  it('the skip link leads to the sphere and leaves the run alone', async () => {
    await page.app('step(1)');
    await page.run(`document.querySelector('.skip').focus()`);
    await page.page.keyboard.press('Enter');
    await page.until(`document.activeElement?.id === 'stage'`);
    expect(await page.banner()).toBeNull();
    expect((await page.state()).step).toBe(1);
    expect(await page.run('location.hash')).toMatch(/^#\/hypersphere/);
  });
});

describe('languages', () => {
  /** Text and names on the page that a reader or a screen reader meets; sources are titles of papers. */
  const STRINGS = `(() => {
    const skipped = 'math, code, script, style, .sources, svg, .math';
    const found = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.parentElement.closest(skipped)) found.add(node.textContent.trim());
    }
    for (const node of document.body.querySelectorAll('*')) {
      for (const name of ['title', 'aria-label', 'aria-valuetext', 'placeholder', 'alt']) {
        if (node.hasAttribute(name)) found.add(node.getAttribute(name).trim());
      }
    }
    return [...found].filter((text) => text !== '');
  })()`;
  const HAN = /\p{Script=Han}/u;
  /** Names, symbols and keys that are the same in both languages. */
  const SAME =
    /^(Collapse Lab|EN|中文|InfoNCE|NT-Xent|Adam|nats|(\d+ )?px|Space|Esc|google swiftshader|hypersphere|.* nats|[^a-zA-Z]*|[a-z]|\w)$/;

  it('switch everything a reader meets, and say so to the document', async () => {
    await using page = await lab.open({ link: SMALL });
    await page.app('pause()');
    await page.stepsFromStart(2);
    await page.app(`load([new File(['x'], 'notes.docx')])`);
    await page.waitForBanner();
    const english = await page.run<string[]>(STRINGS);
    expect(await page.run('document.documentElement.lang')).toBe('en');
    expect(english.filter((text) => HAN.test(text))).toEqual(['中文']);
    await page.page.click('[data-language=zh]');
    await page.frames();
    expect(await page.run('document.documentElement.lang')).toBe('zh-Hans');
    expect(await page.run('document.title')).toMatch(HAN);
    const chinese = await page.run<string[]>(STRINGS);
    expect(chinese.filter((text) => !HAN.test(text) && !SAME.test(text))).toEqual([]);
    for (const text of [...english, ...chinese]) expect(text).not.toMatch(/undefined|NaN|\[object|\{\w+\}/);
    expect(chinese.length).toBeGreaterThan(100);
    await page.page.click('[data-language=en]');
    await page.frames();
    expect(new Set(await page.run<string[]>(STRINGS))).toEqual(new Set(english));
  });

  it('are remembered, and a link decides before that', async () => {
    await using page = await lab.open({ link: `${SMALL}&lang=zh` });
    expect(await page.text('[data-transport=reset]')).toMatch(HAN);
    await page.page.click('[data-language=en]');
    await page.page.goto(`${lab.url}${SMALL_LINK}`);
    await page.page.reload();
    await page.ready();
    expect(await page.run('document.documentElement.lang')).toBe('en');
  });
});

describe('links', () => {
  it('carry every control, the language and the theme to another page', async () => {
    const changed = {
      n: 96,
      d: 5,
      state: 'clusters',
      groups: 4,
      seed: 4_294_967_295,
      loss: 'ntxent',
      tau: 0.0731,
      optimizer: 'adam',
      lines: false,
      rotate: false,
      colour: 'gradient',
    };
    await using page = await lab.open({ link: SMALL });
    await page.app('pause()');
    for (const [name, value] of Object.entries(changed))
      await page.app(`set('${name}', ${JSON.stringify(value)})`);
    await page.page.click('[data-language=zh]');
    const readings = await page.stepsFromStart(2);
    const hash = await page.run<string>('location.hash');
    await using other = await lab.open({ hash });
    expect((await other.state()).controls).toEqual((await page.state()).controls);
    expect((await other.state()).controls).toMatchObject(changed);
    expect(await other.run('document.documentElement.lang')).toBe('zh-Hans');
    expect(await other.run('location.hash')).toBe(hash);
    expect(await other.stepsFromStart(2)).toEqual(readings);
  });

  it('from the future are explained in both languages; what they spoil keeps its default', async () => {
    const link = 'n=128&tau=99&batch=1.5&rate=fast&loss=hinge&lines=maybe&momentun=0.5&theme=neon&noise=%zz';
    await using page = await lab.open({ hash: `#/hypersphere?v=2&${link}` });
    await page.app('pause()');
    const banner = await page.waitForBanner();
    expect(banner.role).toBe('status');
    const told = [banner.what, ...banner.steps];
    for (const named of ['v=2', 'tau', 'batch', 'rate', 'loss', 'lines', 'momentun', 'neon', 'noise=%zz']) {
      expect(told.filter((text) => text.includes(named)).length, named).toBe(1);
    }
    expect((await page.state()).controls).toEqual({ ...initialValues(CONTROLS), n: 128 });
    await page.page.click('[data-language=zh]');
    const translated = await page.waitForBanner();
    for (const text of [translated.title, translated.what, ...translated.steps]) {
      expect(text).toMatch(/\p{Script=Han}/u);
    }
    await page.dismissBanner();
    expect(await page.banner()).toBeNull();
  });

  it('to a page that does not exist lead to the first', async () => {
    await using page = await lab.open({ hash: `#/tesseract?v=1&${SMALL}` });
    expect((await page.waitForBanner()).what).toContain('tesseract');
    expect((await page.state()).experiment).toBe('hypersphere');
  });

  it('pasted into the open page are followed, language and theme included', async () => {
    await using page = await lab.open({ link: SMALL });
    await page.run(`location.hash = '#/hypersphere?v=1&n=64&batch=64&tau=0.25&lang=zh&theme=dark'`);
    await page.until('collapseLab.app.state().controls.n === 64');
    expect((await page.state()).controls).toMatchObject({ n: 64, tau: 0.25 });
    expect(await page.run('document.documentElement.lang')).toBe('zh-Hans');
    expect(await page.run('document.documentElement.dataset.theme')).toBe('dark');
    expect(await page.banner()).toBeNull();
  });

  it('are copied whole, and a refused clipboard is told', async () => {
    await using page = await lab.open({ link: SMALL });
    await page.page
      .browserContext()
      .overridePermissions(new URL(lab.url).origin, ['clipboard-read', 'clipboard-sanitized-write']);
    await page.page.bringToFront();
    await page.app(`set('tau', 0.3)`);
    await page.page.click('.action-link');
    await page.until(`document.querySelector('.toast') !== null`);
    expect(await page.text('.toast')).toContain('Link copied');
    const copied = await page.run<string>('navigator.clipboard.readText()');
    expect(copied).toBe(await page.run('location.href'));
    expect(copied).toContain('tau=0.3');
    await page.run(
      `navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'))`,
    );
    await page.page.click('.action-link');
    await page.until(
      `document.querySelectorAll('.toast').length > 0 && [...document.querySelectorAll('.toast')].at(-1).textContent.includes('refused')`,
    );
  });
});

describe('pictures', () => {
  it.each(['light', 'dark'])(
    'show the points in the %s theme: spread out many, collapsed one',
    async (theme) => {
      await using page = await lab.open({
        link: `n=400&batch=64&state=uniform&size=8&lines=0&colour=label&theme=${theme}`,
      });
      await page.app('reset()');
      await page.app('step(1)');
      const spread = await page.picture();
      expect(spread.colours).toBeGreaterThan(100);
      if (theme === 'dark') expect(spread.luminance).toBeLessThan(90);
      else expect(spread.luminance).toBeGreaterThan(150);
      await page.app(`set('state', 'same')`);
      await page.app(`set('rate', 0.00001)`);
      await page.app('step(1)');
      const collapsed = await page.picture();
      expect(spread.vivid).toBeGreaterThan(3000 + 4 * collapsed.vivid);
    },
  );

  it('change their theme with the button, and the visitor finds it again', async () => {
    await using page = await lab.open({ link: SMALL, media: { 'prefers-color-scheme': 'light' } });
    await page.app('pause()');
    const theme = (): Promise<string> => page.run('document.documentElement.dataset.theme');
    const press = (): Promise<void> =>
      page.run(`document.querySelectorAll('.header-actions > .action')[3].click()`);
    const { luminance } = await page.picture();
    expect(await theme()).toBe('auto');
    await press();
    expect(await theme()).toBe('light');
    await press();
    expect(await theme()).toBe('dark');
    expect((await page.picture()).luminance).toBeLessThan(luminance / 2);
    expect(await page.run('location.hash')).toContain('theme=dark');
    await page.page.goto(`${lab.url}${SMALL_LINK}`);
    await page.page.reload();
    await page.ready();
    expect(await theme()).toBe('dark');
  });

  it('fit a phone and a tablet in both languages without scrolling sideways', async () => {
    await using page = await lab.open({ link: SMALL, viewport: { width: 390, height: 844 } });
    await page.app('reset()');
    await page.app('step(1)');
    for (const [language, width, height] of [
      ['en', 390, 844],
      ['zh', 390, 844],
      ['en', 820, 1180],
    ] as const) {
      await page.page.setViewport({ width, height });
      await page.run(`document.querySelector('[data-language=${language}]').click()`);
      await page.frames(3);
      expect(await page.run('document.scrollingElement.scrollWidth')).toBeLessThanOrEqual(width);
      const outside = await page.run<string[]>(`
        [...document.querySelectorAll('.header-actions *, .transport *, .panel *, .measures *, canvas')]
          .filter((node) => !node.closest('.visually-hidden, [hidden]'))
          .filter((node) => {
            const { width, left, right } = node.getBoundingClientRect();
            return width > 0 && (left < -1 || right > innerWidth + 1);
          })
          .map((node) => node.outerHTML.slice(0, 90))`);
      expect(outside, `${language} at ${width}`).toEqual([]);
      expect((await page.picture()).vivid, `${language} at ${width}`).toBeGreaterThan(0);
    }
  });

  it('turn slowly, unless the visitor asked for reduced motion', async () => {
    const azimuthChanges = async (motion: string): Promise<boolean> => {
      const link = 'n=128&batch=128';
      await using page = await lab.open({ link, media: { 'prefers-reduced-motion': motion } });
      await page.app('reset()');
      await page.app('step(1)');
      const before = await page.page.screenshot({ encoding: 'base64', clip: STAGE });
      await page.frames(30);
      return before !== (await page.page.screenshot({ encoding: 'base64', clip: STAGE }));
    };
    expect(await azimuthChanges('no-preference')).toBe(true);
    expect(await azimuthChanges('reduce')).toBe(false);
  });

  it('name the point under the pointer and its neighbours, and forget it outside', async () => {
    await using page = await lab.open({ link: 'n=600&batch=64&state=clusters&groups=3&rotate=0' });
    await page.app('reset()');
    await page.app('step(1)');
    const box = await page.run<{ x: number; y: number; width: number; height: number }>(
      `(() => { const { x, y, width, height } = document.querySelector('canvas.canvas').getBoundingClientRect(); return { x, y, width, height }; })()`,
    );
    // Somewhere on the sphere there is a point within the pointer's reach; one question at a time.
    const radius = 0.35 * Math.min(box.width, box.height);
    let shown = false;
    for (let probe = 0; probe < 60 && !shown; probe++) {
      const [r, angle] = [radius * Math.sqrt(probe / 60), 2.4 * probe];
      await page.page.mouse.move(
        box.x + box.width / 2 + r * Math.cos(angle),
        box.y + box.height / 2 + r * Math.sin(angle),
      );
      shown = await page.run<boolean>(`new Promise((done) => {
        let left = 12;
        const look = () => {
          if (!document.querySelector('.tooltip').hidden) done(true);
          else if (left-- === 0) done(false);
          else requestAnimationFrame(look);
        };
        look();
      })`);
    }
    expect(shown).toBe(true);
    expect(await page.text('.tooltip strong')).toMatch(/^Point \d+[123]$/);
    const cosines = await page.run<string[]>(
      `[...document.querySelectorAll('.tooltip li .figure')].map((node) => node.textContent)`,
    );
    expect(cosines).toHaveLength(5);
    const values = cosines.map((text) => Number(text.replace('\u2212', '-')));
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect(values.every((value) => value <= 1)).toBe(true);
    await page.page.mouse.move(box.x + box.width / 2, box.y + box.height + 150);
    await page.until(`document.querySelector('.tooltip').hidden`);
  });
});

/** Part of the sphere at the viewport of these tests. */
const STAGE = { x: 480, y: 80, width: 320, height: 320 };
