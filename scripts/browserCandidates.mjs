// Where a Chromium may be found on this machine, and how to get one where there is none.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { programPath } from './npm.mjs';
import { fetchPackagedChromium, packagedChromiumPath } from './packagedChromium.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ICD_FILE = 'vk_swiftshader_icd.json';

/** @param {string} file */
/** Whether a file is there for us: a folder of PATH that we may not enter holds nothing for us. */
const isFile = (file) => {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
};

/**
 * The first folder of PATH that holds a program of each name, names in order of preference.
 * @param {readonly string[]} names
 * @param {string} path value of PATH
 * @param {string} [suffix] `.exe` on Windows
 * @returns {string[]} absolute paths, at most one per name
 */
export function findOnPath(names, path, suffix = process.platform === 'win32' ? '.exe' : '') {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => {
    const found = folders.map((folder) => join(folder, name + suffix)).find(isFile);
    return found === undefined ? [] : [found];
  });
}

/** @returns {string[]} where installers put Chromium and Chrome on this system, present or not */
function usualPlaces() {
  if (process.platform === 'darwin') {
    const programs = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `${name}.app/Contents/MacOS/${name}`,
    );
    return ['/Applications', join(homedir(), 'Applications')].flatMap((folder) =>
      programs.map((p) => join(folder, p)),
    );
  }
  if (process.platform === 'win32') {
    const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap(
      (name) => process.env[name] ?? [],
    );
    const programs = [
      'Google/Chrome/Application/chrome.exe',
      'Chromium/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
    ];
    return folders.flatMap((folder) => programs.map((program) => join(folder, program)));
  }
  return [
    ...['/usr/bin', '/usr/local/bin', '/snap/bin'].flatMap((folder) =>
      NAMES.map((name) => join(folder, name)),
    ),
    '/opt/google/chrome/chrome',
    '/usr/lib/chromium/chromium',
    '/usr/lib64/chromium-browser/chromium-browser',
  ];
}

/** @returns {Promise<string[]>} the browser in puppeteer's own cache, if it was ever installed there */
async function puppeteerCache() {
  try {
    const { default: puppeteer } = await import('puppeteer');
    return [puppeteer.executablePath()].filter(isFile);
  } catch {
    // puppeteer throws where its cache is empty, which is the usual case.
    return [];
  }
}

/**
 * @typedef {{ source: string, executablePath: string }} Candidate
 */

/**
 * Browsers already on this machine, best first, each file once.
 * @param {string} cache folder of this project's downloads
 * @returns {Promise<Candidate[]>}
 */
export async function localCandidates(cache) {
  const found = [
    ...findOnPath(NAMES, process.env.PATH ?? '').map((executablePath) => ({
      source: 'PATH',
      executablePath,
    })),
    ...usualPlaces().map((executablePath) => ({ source: 'usual place', executablePath })),
    ...(await puppeteerCache()).map((executablePath) => ({ source: "puppeteer's cache", executablePath })),
    { source: 'npm registry', executablePath: packagedChromiumPath(cache) },
  ].filter(({ executablePath }) => isFile(executablePath));
  const seen = new Set();
  return found.filter(({ executablePath }) => {
    const real = realpathSync(executablePath);
    return !seen.has(real) && seen.add(real);
  });
}

/** @param {string} command @param {readonly string[]} args @param {NodeJS.ProcessEnv} [env] @returns {string} why it failed, or '' */
function runQuietly(command, args, env = process.env) {
  const result = spawnSync(command, args, {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 300_000,
  });
  if (result.status === 0) return '';
  const lines = result.stderr.split('\n').filter((line) => line.trim() !== '');
  return (
    result.error?.message ??
    lines.find((line) => /error|unable|^E:/i.test(line)) ??
    lines[0] ??
    `exit status ${result.status}`
  );
}

/**
 * Ways to obtain a browser, those with fewer side effects first: a folder of this project, the user's cache, the system.
 * Each resolves to the browser's path or rejects with the reason.
 * @param {string} root repository root
 * @param {string} cache folder of this project's downloads
 * @returns {{ source: string, announce: string, obtain: () => Promise<string> }[]}
 */
export function remoteSources(root, cache) {
  const sources = [
    {
      source: 'npm registry',
      announce: 'fetching Chromium from the npm registry into .cache (66 MB, once)',
      obtain: () => fetchPackagedChromium(cache),
    },
    {
      source: "puppeteer's cache",
      announce: "installing Chrome into puppeteer's cache",
      obtain: async () => {
        const failure = runQuietly(process.execPath, [
          programPath(root, 'puppeteer'),
          'browsers',
          'install',
          'chrome',
        ]);
        const path = (await puppeteerCache())[0];
        if (path === undefined) throw new Error(failure || 'puppeteer installed no browser');
        return path;
      },
    },
  ];
  if (
    process.platform === 'linux' &&
    process.getuid?.() === 0 &&
    findOnPath(['apt-get'], process.env.PATH ?? '').length > 0
  ) {
    sources.push({
      source: 'apt-get',
      announce: 'installing the chromium package with apt-get',
      obtain: async () => {
        const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
        // A failed update (one stale list among many) need not make the installation fail.
        runQuietly('apt-get', ['update', '-qq'], env);
        const failure = runQuietly(
          'apt-get',
          ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
          env,
        );
        const path = findOnPath(NAMES, process.env.PATH ?? '')[0];
        if (failure || path === undefined) throw new Error(failure || 'apt-get installed no browser');
        return path;
      },
    });
  }
  return sources;
}

/**
 * The Vulkan driver description of the SwiftShader that a browser carries; Dawn in Node computes with it.
 * @param {string} executablePath may be a link or a distribution's wrapper script
 * @returns {string | null} absolute path of vk_swiftshader_icd.json
 */
export function icdBeside(executablePath) {
  if (!isFile(executablePath)) return null;
  const real = realpathSync(executablePath);
  const folders = [dirname(real), dirname(executablePath)];
  // Debian's /usr/bin/chromium, Fedora's chromium-browser: a script that starts the program under /usr/lib*.
  for (const name of new Set([basename(executablePath), basename(real)])) {
    folders.push(join('/usr/lib', name), join('/usr/lib64', name));
  }
  // Chrome and Edge on Windows keep it in a folder named after their version.
  if (process.platform === 'win32') {
    folders.push(
      ...readdirSync(dirname(real))
        .filter((name) => /^\d+\./.test(name))
        .map((name) => join(dirname(real), name)),
    );
  }
  return folders.map((folder) => join(folder, ICD_FILE)).find((file) => existsSync(file)) ?? null;
}
