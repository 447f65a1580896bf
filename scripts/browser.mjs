// Finds a browser that really presents WebGPU, or fetches one; used by the tests and the bench.
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { icdBeside, localCandidates, remoteSources } from './browserCandidates.mjs';
import { fetchPackagedChromium, packagedChromiumPath, packagedEnvironment } from './packagedChromium.mjs';
import { launch, smokeTest } from './smokeTest.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const CACHE = join(ROOT, '.cache');
const VERDICTS = join(CACHE, 'browser.json');
const LOADER_FILE = 'libvulkan.so.1';

/** No WebGPU flag: on Linux without a GPU `navigator.gpu` then exists and the adapter is null. */
export const BROWSER_ARGUMENTS_PLAIN = Object.freeze([
  '--no-sandbox',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--force-color-profile=srgb',
  // Under the POSIX locale of a bare system navigator.language is 'en-US@posix', which Intl refuses.
  '--lang=en-US',
  '--accept-lang=en-US',
]);

/**
 * WebGPU on SwiftShader, the same numbers on every machine. All of them are needed: without the Vulkan and ANGLE flags
 * compute works but the first presented canvas kills the GPU process.
 */
export const BROWSER_ARGUMENTS = Object.freeze([
  ...BROWSER_ARGUMENTS_PLAIN,
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
]);

// Where a browser ships no SwiftShader for WebGPU (macOS, Windows), the machine's own adapter serves.
const BROWSER_ARGUMENTS_HARDWARE = Object.freeze([...BROWSER_ARGUMENTS_PLAIN, '--enable-unsafe-webgpu']);

/**
 * @typedef {{ args: 'software' | 'hardware' | null, reason: string }} Verdict
 * `args` names the flags that work, null for a browser that does not serve.
 */

const ARGUMENT_SETS = Object.freeze({ software: BROWSER_ARGUMENTS, hardware: BROWSER_ARGUMENTS_HARDWARE });

/** @returns {Record<string, Verdict>} */
function readVerdicts() {
  try {
    return JSON.parse(readFileSync(VERDICTS, 'utf8'));
  } catch {
    return {};
  }
}

/** @param {Record<string, Verdict>} verdicts */
function writeVerdicts(verdicts) {
  mkdirSync(CACHE, { recursive: true });
  const partial = `${VERDICTS}.${process.pid}`;
  writeFileSync(partial, JSON.stringify(verdicts, null, 2));
  renameSync(partial, VERDICTS);
}

/** @param {string} executablePath @returns {string} changes when the browser is updated or replaced */
function verdictKey(executablePath) {
  const { mtimeMs, size } = statSync(executablePath);
  // A wrapper script keeps its date when the browser behind it is updated; the driver beside it does not.
  const icd = icdBeside(executablePath);
  return [executablePath, mtimeMs, size, icd === null ? 0 : statSync(icd).mtimeMs].join('|');
}

/**
 * @typedef {object} ResolvedBrowser
 * @property {string} executablePath
 * @property {readonly string[]} args flags with which it presented a WebGPU canvas
 * @property {Record<string, string>} env additions to the environment it needs, often none
 * @property {string | null} icdPath its vk_swiftshader_icd.json
 * @property {string} source where it came from, in words
 */

/** The one message when nothing worked; `message` is complete and needs no stack. */
export class NoBrowserError extends Error {
  /** @param {readonly string[]} tried */
  constructor(tried) {
    const remedy =
      'install one (`apt-get install chromium`, or Chrome from your system) or name one in COLLAPSE_LAB_BROWSER';
    super(
      `No browser that presents WebGPU was found: ${remedy}, then run the command again.${tried.map((t) => `\n  ${t}`).join('')}`,
    );
    this.name = 'NoBrowserError';
  }
}

/**
 * Finds a browser by this order, each candidate tried down to a presented pixel: COLLAPSE_LAB_BROWSER; PATH and the
 * usual places; puppeteer's cache; the npm registry; puppeteer's installer; apt-get where we are root. What was found
 * is remembered in .cache/browser.json, so that later runs try nothing.
 * @param {{ log?: (line: string) => void }} [options]
 * @returns {Promise<ResolvedBrowser>}
 * @throws {NoBrowserError} naming the remedy and what was tried
 */
export async function resolveBrowser({ log = () => undefined } = {}) {
  const verdicts = readVerdicts();
  /** @type {string[]} */
  const tried = [];

  /** @param {string} source @param {string} executablePath @returns {Promise<ResolvedBrowser | null>} */
  const judge = async (source, executablePath) => {
    const key = verdictKey(executablePath);
    let verdict = verdicts[key];
    if (verdict === undefined) {
      log(`trying ${executablePath} (${source})`);
      verdict = { args: 'software', reason: await smokeTest(executablePath, BROWSER_ARGUMENTS) };
      if (verdict.reason !== '' && process.platform !== 'linux') {
        verdict = { args: 'hardware', reason: await smokeTest(executablePath, BROWSER_ARGUMENTS_HARDWARE) };
      }
      if (verdict.reason !== '') verdict.args = null;
      verdicts[key] = verdict;
    }
    if (verdict.args === null) {
      tried.push(`${executablePath} (${source}): ${verdict.reason}`);
      log(`does not serve: ${verdict.reason}`);
      return null;
    }
    // Failures are remembered only beside a success: where nothing works, the next run tries everything again.
    writeVerdicts(verdicts);
    const args = ARGUMENT_SETS[verdict.args];
    return {
      executablePath,
      args,
      env: packagedEnvironment(executablePath),
      icdPath: icdBeside(executablePath),
      source,
    };
  };

  const named = process.env.COLLAPSE_LAB_BROWSER;
  if (named) {
    const found = statSync(named, { throwIfNoEntry: false })?.isFile()
      ? await judge('COLLAPSE_LAB_BROWSER', named)
      : null;
    if (found) return found;
    throw new NoBrowserError(tried.length > 0 ? tried : [`${named} (COLLAPSE_LAB_BROWSER): no such file`]);
  }
  for (const { source, executablePath } of await localCandidates(CACHE)) {
    const found = await judge(source, executablePath);
    if (found) return found;
  }
  mkdirSync(CACHE, { recursive: true });
  for (const { source, announce, obtain } of remoteSources(ROOT, CACHE)) {
    try {
      log(announce);
      const found = await judge(source, await obtain());
      if (found) return found;
    } catch (error) {
      const reason = `${source}: ${error instanceof Error ? error.message : String(error)}`;
      tried.push(reason);
      log(reason);
    }
  }
  throw new NoBrowserError(tried);
}

/**
 * The Vulkan driver description with which Dawn in Node computes without a GPU.
 * @param {{ log?: (line: string) => void, fetch?: boolean }} [options] `fetch: false` looks on this machine only
 * @returns {Promise<string | null>} VK_ICD_FILENAMES when set, else SwiftShader's from any browser here, else the one of
 *   the npm package; null off Linux, where Dawn uses the system's own API, and where `fetch` is false and none is here
 * @throws {NoBrowserError} when there is none and none can be fetched
 */
export async function resolveIcd({ log = () => undefined, fetch = true } = {}) {
  if (process.env.VK_ICD_FILENAMES) return process.env.VK_ICD_FILENAMES;
  if (process.platform !== 'linux') return null;
  for (const { executablePath } of await localCandidates(CACHE)) {
    const icd = icdBeside(executablePath);
    if (icd !== null) return icd;
  }
  if (!fetch) return null;
  log('fetching SwiftShader from the npm registry into .cache (66 MB, once)');
  mkdirSync(CACHE, { recursive: true });
  await fetchPackagedChromium(CACHE).catch((error) => {
    throw new NoBrowserError([`npm registry: ${error.message}`]);
  });
  return icdBeside(packagedChromiumPath(CACHE));
}

/**
 * What Dawn in Node needs in the environment of its process to compute without a GPU. Both variables are read when the
 * process starts, so they have to be set by its parent.
 * @param {{ log?: (line: string) => void, fetch?: boolean }} [options] as resolveIcd
 * @returns {Promise<Record<string, string>>} VK_ICD_FILENAMES, and LD_LIBRARY_PATH naming a folder with nothing but the
 *   Vulkan loader beside that driver, since a bare system has none; empty off Linux and where VK_ICD_FILENAMES is set
 * @throws {NoBrowserError} as resolveIcd
 */
export async function dawnEnvironment(options = {}) {
  const icd = process.env.VK_ICD_FILENAMES ? null : await resolveIcd(options);
  if (icd === null) return {};
  const loader = join(dirname(icd), LOADER_FILE);
  if (!existsSync(loader)) return { VK_ICD_FILENAMES: icd };
  const folder = join(CACHE, 'vulkan-loader');
  const link = join(folder, LOADER_FILE);
  mkdirSync(folder, { recursive: true });
  // Renamed into place, so that two runs at once do not meet in the middle.
  const partial = `${link}.${process.pid}`;
  rmSync(partial, { force: true });
  symlinkSync(loader, partial);
  renameSync(partial, link);
  return {
    VK_ICD_FILENAMES: icd,
    LD_LIBRARY_PATH: [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
  };
}

/**
 * Launches the resolved browser, headless.
 * @param {import('puppeteer').LaunchOptions & { webgpu?: boolean }} [options] puppeteer's options; `args` are added to
 *   ours, and `webgpu: false` leaves the WebGPU flags out
 * @returns {Promise<import('puppeteer').Browser>} the caller closes it
 * @throws {NoBrowserError} when no browser serves
 */
export async function launchBrowser({ webgpu = true, args = [], env = {}, ...options } = {}) {
  const browser = await resolveBrowser();
  return launch({
    executablePath: browser.executablePath,
    args: [...(webgpu ? browser.args : BROWSER_ARGUMENTS_PLAIN), ...args],
    env: { ...process.env, ...browser.env, ...env },
    ...options,
  });
}
