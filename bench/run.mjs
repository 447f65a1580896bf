// `npm run bench`: the lab's programs on this machine's WebGPU and, at a smaller size, on the Float64 reference in the
// same run; then the real page; then how the verdict names clouds whose kind is known. It judges nothing: times belong
// to a machine, tests belong elsewhere.
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';
import { launchBrowser, NoBrowserError } from '../scripts/browser.mjs';
import { ROOT } from '../scripts/stages.mjs';
import { measureLive } from './live.mjs';
import { deviceTable, liveLines, referenceTable, summarize } from './report.mjs';

const USAGE = `npm run bench -- [--quick] [--hardware] [--json FILE]
  --quick      fewer repetitions, a shorter look at the page
  --hardware   the machine's own adapter in place of the software one that the tests use
  --json FILE  writes every figure as JSON`;

/** The first round compiles, allocates and fills caches: it is not counted. */
const PLANS = { full: { rounds: 9, liveSeconds: 8 }, quick: { rounds: 3, liveSeconds: 3 } };
const HARDWARE = { webgpu: false, args: ['--enable-unsafe-webgpu', '--enable-features=Vulkan'] };

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        hardware: { type: 'boolean', default: false },
        json: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return null;
  }
}

/**
 * Times every entry once a round, in turn, so that a disturbance of the machine falls on all of them.
 * @param {import('puppeteer').Page} page
 * @param {number} rounds
 */
async function timePrograms(page, rounds) {
  /** @type {{ entries: import('./report.mjs').Entry[], adapter: object | null, unavailable: string | null }} */
  const { entries, adapter, unavailable } = await page.evaluate(() => globalThis.collapseBench.open());
  /** @type {import('./report.mjs').Sample[][]} */
  const samples = entries.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const index of entries.keys()) {
      const sample = await page.evaluate((i) => globalThis.collapseBench.measure(i), index);
      if (round > 0) samples[index].push(sample);
    }
  }
  return { adapter, unavailable, results: entries.map((entry, index) => summarize(entry, samples[index])) };
}

/** @param {{ vendor: string, architecture: string, description: string, software: boolean }} adapter */
function adapterText({ vendor, architecture, description, software }) {
  const name = [vendor, architecture, description].filter(Boolean).join(', ') || 'unnamed';
  return `${name}${software ? ' (software adapter)' : ''}`;
}

/** @param {NonNullable<ReturnType<typeof readOptions>>} options */
async function main({ quick, hardware, json }) {
  const { rounds, liveSeconds } = quick ? PLANS.quick : PLANS.full;
  const server = await createServer({
    root: ROOT,
    configFile: 'vite.config.ts',
    logLevel: 'error',
    server: { port: 0, hmr: false },
  });
  let browser;
  try {
    await server.listen();
    const address = server.resolvedUrls?.local[0] ?? '';
    browser = await launchBrowser(hardware ? HARDWARE : {});
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(String(error)));
    await page.goto(`${address}bench/page.html`);
    await page.waitForFunction('globalThis.collapseBench !== undefined');
    // Other work on the machine lengthens every figure; a reader should know of it.
    const load = loadavg()[0] ?? 0;
    const { adapter, unavailable, results } = await timePrograms(page, rounds);
    await page.close();

    const machine = `${cpus()[0]?.model ?? process.arch}, ${cpus().length} logical processors`;
    const version = await browser.version();
    console.log(`machine  ${machine}, load ${load.toFixed(1)} before the run\nbrowser  ${version}`);
    console.log(
      adapter
        ? `adapter  ${adapterText(adapter)}\n`
        : `adapter  none: ${unavailable}. The reference alone is timed.\n`,
    );
    for (const lines of [deviceTable(results), referenceTable(results)]) {
      if (lines.length > 0) console.log(`${lines.join('\n')}\n`);
    }
    const live = await measureLive(browser, address, liveSeconds);
    console.log(liveLines(live).join('\n'));
    const { verdictLines } = await server.ssrLoadModule('/bench/verdicts.ts');
    console.log(`\n${verdictLines().join('\n')}`);
    if (json) {
      const report = {
        date: new Date().toISOString(),
        machine,
        load,
        browser: version,
        adapter,
        results,
        live,
      };
      writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
    }
  } finally {
    await browser?.close();
    await server.close();
  }
}

const options = readOptions();
if (options === null) process.exitCode = 1;
else if (options.help) console.log(USAGE);
else {
  await main(options).catch((error) => {
    console.error(error instanceof NoBrowserError ? error.message : error);
    process.exitCode = 1;
  });
}
