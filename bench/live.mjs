// The real page while it trains and draws: steps per second, and how long its main thread is held up while tau is dragged.

const VIEWPORT = { width: 1440, height: 900 };
const CANVAS = { width: 800, height: 600 };
/** @type {Readonly<Record<string, string>>} the page's own controls, as its links write them */
const CONTROLS = { v: '1', n: '512', d: '32', batch: '512', theme: 'dark', lang: 'en' };
const DRAG_INTERVAL_MS = 100;

/**
 * @typedef {object} LiveResult
 * @property {string} backend
 * @property {{ width: number, height: number }} canvas drawing buffer, pixels
 * @property {number} n
 * @property {number} d
 * @property {number} seconds
 * @property {number} stepsPerSecond training steps, each of them drawn
 * @property {number} longestBlockMs longest gap between two timers of the page while tau is dragged
 * @property {number} longestTaskMs longest task over 50 ms the browser reported in that time; 0 when there was none
 */

/**
 * @param {import('puppeteer').Browser} browser
 * @param {string} address of the page
 * @param {number} seconds for each of the two measurements
 * @returns {Promise<LiveResult>}
 */
export async function measureLive(browser, address, seconds) {
  const page = await browser.newPage();
  try {
    await page.setViewport(VIEWPORT);
    await page.goto(`${address}#/hypersphere?${new URLSearchParams(CONTROLS)}`);
    await page.addStyleTag({
      content: `.frame { flex: none !important; width: ${CANVAS.width}px; height: ${CANVAS.height}px !important; }`,
    });
    await page.waitForFunction('globalThis.collapseLab?.app.state().step >= 20', { timeout: 120_000 });
    return await page.evaluate(watch, 1000 * seconds, DRAG_INTERVAL_MS);
  } finally {
    await page.close();
  }
}

/** Runs in the page. */
async function watch(milliseconds, dragInterval) {
  const { app } = globalThis.collapseLab;
  const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));
  const from = { step: app.state().step, time: performance.now() };
  await wait(milliseconds);
  const elapsed = performance.now() - from.time;
  const stepsPerSecond = (1000 * (app.state().step - from.step)) / elapsed;

  let longestTaskMs = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestTaskMs = Math.max(longestTaskMs, duration);
  });
  observer.observe({ type: 'longtask' });
  let longestBlockMs = 0;
  let dragged = 0;
  const end = performance.now() + milliseconds;
  let next = performance.now();
  for (let before = next; before < end; ) {
    if (before >= next) {
      next += dragInterval;
      // A slow drag over most of the logarithmic slider and back.
      app.set('tau', 0.02 * 50 ** (0.5 + 0.5 * Math.sin(dragged++ / 8))).catch(reportError);
    }
    await wait(0);
    const now = performance.now();
    longestBlockMs = Math.max(longestBlockMs, now - before);
    before = now;
  }
  observer.disconnect();
  const { backend, controls, errors } = app.state();
  if (errors.length > 0 && backend === 'webgpu') throw new Error(errors.join('\n'));
  const { width, height } = document.querySelector('canvas.canvas');
  return {
    backend,
    canvas: { width, height },
    n: controls.n,
    d: controls.d,
    seconds: elapsed / 1000,
    stepsPerSecond,
    longestBlockMs,
    longestTaskMs,
  };
}
