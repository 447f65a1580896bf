// Whether a browser really presents WebGPU: one cleared canvas, looked at in a screenshot.
import { createServer } from 'node:http';
import { packagedEnvironment } from './packagedChromium.mjs';

const SMOKE_LIMIT_MS = 60_000;

const SMOKE_PAGE =
  '<!doctype html><style>body{margin:0}</style><canvas id="c" width="16" height="16"></canvas>';

// Clears the canvas to (51, 102, 153) and resolves to '' once two frames have passed.
const SMOKE_DRAW = `(async () => {
  if (!navigator.gpu) return 'navigator.gpu is missing';
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) return 'the WebGPU adapter is null';
  const device = await adapter.requestDevice();
  const context = document.getElementById('c').getContext('webgpu');
  context.configure({ device, format: navigator.gpu.getPreferredCanvasFormat() });
  const encoder = device.createCommandEncoder();
  const view = context.getCurrentTexture().createView();
  const clearValue = { r: 0.2, g: 0.4, b: 0.6, a: 1 };
  encoder.beginRenderPass({ colorAttachments: [{ view, clearValue, loadOp: 'clear', storeOp: 'store' }] }).end();
  device.queue.submit([encoder.finish()]);
  await device.queue.onSubmittedWorkDone();
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return '';
})()`;

/** @param {string} png base64 @returns {string} an expression for one pixel of a screenshot, as 'r,g,b' */
const pixelExpression = (png) => `(async () => {
  const image = new Image();
  image.src = 'data:image/png;base64,${png}';
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 16;
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  return [...context.getImageData(8, 8, 1, 1).data.slice(0, 3)].join(',');
})()`;

/**
 * Launches a browser, headless.
 * @param {import('puppeteer').LaunchOptions} options
 * @returns {Promise<import('puppeteer').Browser>} the caller closes it
 */
export async function launch(options) {
  const { default: puppeteer } = await import('puppeteer');
  return puppeteer.launch({ headless: true, timeout: 30_000, ...options });
}

/**
 * Launches a browser and looks at one presented pixel: the screenshot is what the compositor shows, while reading the
 * canvas itself succeeds even where presentation is broken.
 * @param {string} executablePath
 * @param {readonly string[]} args
 * @returns {Promise<string>} '' or the reason why it does not serve
 */
export async function smokeTest(executablePath, args) {
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end(SMOKE_PAGE),
  );
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  /** @type {import('puppeteer').Browser | undefined} */
  let browser;
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const attempt = async () => {
    const env = { ...process.env, ...packagedEnvironment(executablePath) };
    browser = await launch({ executablePath, args: [...args], env });
    const page = await browser.newPage();
    // Only http(s) pages on the local host count as secure, and WebGPU needs that.
    await page.goto(`http://127.0.0.1:${port}/`);
    const drawing = await page.evaluate(SMOKE_DRAW);
    if (drawing !== '') return String(drawing);
    const png = await page.screenshot({ encoding: 'base64', clip: { x: 0, y: 0, width: 16, height: 16 } });
    const pixel = String(await page.evaluate(pixelExpression(png)));
    return pixel === '51,102,153' ? '' : `the presented pixel is (${pixel}) instead of (51,102,153)`;
  };
  /** @type {Promise<string>} */
  const limit = new Promise((late) => {
    timer = setTimeout(() => late(`no answer within ${SMOKE_LIMIT_MS / 1000} s`), SMOKE_LIMIT_MS);
  });
  try {
    return await Promise.race([attempt(), limit]);
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).split('\n').slice(0, 2).join(' ');
  } finally {
    clearTimeout(timer);
    server.close();
    server.closeAllConnections();
    // A browser that hangs may not answer close(): give it two seconds, then end it.
    const child = browser?.process();
    await Promise.race([browser?.close(), new Promise((waited) => setTimeout(waited, 2000).unref())]).catch(
      () => undefined,
    );
    if (child && child.exitCode === null) child.kill('SIGKILL');
  }
}
