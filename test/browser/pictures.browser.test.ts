/** What the page shows: points, themes, narrow screens, motion and the point under the pointer. */
import { describe, expect, it } from 'vitest';
import { SMALL, useLab } from './support';

const lab = useLab();
const SMALL_LINK = `#/hypersphere?v=1&${SMALL}`;

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

  it('show whole tables on a narrow screen, and fill a wide one without scrolling it', async () => {
    await using page = await lab.open({ link: SMALL, viewport: { width: 820, height: 1180 } });
    await page.app('reset()');
    await page.app('step(1)');
    await page.app('diagnose()');
    const hidden = (figure: string): Promise<number> =>
      page.run(
        `(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(document.querySelector('[data-figure=${figure}]'))`,
      );
    const tables = [
      ['measures', ['metrics', 'evidence']],
      ['bounds', ['ladder']],
      ['matrix', ['classes']],
    ] as const;
    for (const width of [390, 820]) {
      await page.page.setViewport({ width, height: 1180 });
      for (const [tab, figures] of tables) {
        await page.app(`showTab('${tab}')`);
        await page.frames(2);
        for (const figure of figures) expect(await hidden(figure), `${figure} at ${width}`).toBe(0);
      }
    }
    for (const [width, height] of [
      [1440, 900],
      [1920, 1080],
    ] as const) {
      await page.page.setViewport({ width, height });
      for (const [tab, figure] of [
        ['measures', 'metrics'],
        ['bounds', 'ladder'],
      ] as const) {
        await page.app(`showTab('${tab}')`);
        await page.frames(2);
        expect(await page.run('document.scrollingElement.scrollHeight')).toBeLessThanOrEqual(height);
        expect(await hidden(figure), `${figure} at ${width}`).toBe(0);
      }
    }
  });

  it('turn slowly, unless the visitor asked for reduced motion', async () => {
    const azimuthChanges = async (motion: string): Promise<boolean> => {
      const link = 'n=128&batch=128';
      await using page = await lab.open({ link, media: { 'prefers-reduced-motion': motion } });
      await page.app('reset()');
      await page.app('step(1)');
      // What it finds is shown over the picture.
      await page.app('diagnose()');
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
