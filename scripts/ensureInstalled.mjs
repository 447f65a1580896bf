// Makes `npm start` and `npm test` work on a fresh clone: checks Node, then runs `npm ci` when the
// installed packages are not those of package-lock.json. Node built-ins only.
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { explainFailure, npmErrorLines, runNpm } from './npm.mjs';

/** Written after a successful installation, inside the folder that `npm ci` deletes first. */
export const STAMP_FILE = join('node_modules', '.installed-from');

/** @typedef {[major: number, minor: number, patch: number]} Version */

/** @param {string} version @returns {Version} */
function versionParts(version) {
  const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(version.trim());
  if (!match) throw new Error(`not a version: "${version}"`);
  return [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
}

/** @param {Version} a @param {Version} b @returns {number} negative when a < b */
function compareVersions(a, b) {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/**
 * Whether a version lies in an `engines` range made of `^x.y.z`, `>=x.y.z` and `<x.y.z`, joined by spaces (and) and
 * `||` (or).
 * @param {string} version
 * @param {string} range
 * @returns {boolean}
 * @throws {Error} on any other range syntax, rather than guessing
 */
export function satisfiesRange(version, range) {
  const actual = versionParts(version);
  return range.split('||').some((alternative) =>
    alternative
      .trim()
      .split(/\s+/)
      .every((term) => {
        const [, relation, bound] = /^(\^|>=|<)(\d+(?:\.\d+){0,2})$/.exec(term) ?? [];
        if (bound === undefined)
          throw new Error(`unsupported version range "${term}" in package.json engines`);
        const lowest = versionParts(bound);
        const order = compareVersions(actual, lowest);
        if (relation === '<') return order < 0;
        return order >= 0 && (relation === '>=' || actual[0] === lowest[0]);
      }),
  );
}

/**
 * What an installation depends on: the lock file, and the platform its native packages were chosen for.
 * @param {string | Buffer} lock content of package-lock.json
 * @param {{ version: string, platform: string, arch: string }} node
 * @returns {string} sha256, hexadecimal
 */
export function installFingerprint(lock, { version, platform, arch }) {
  return createHash('sha256')
    .update(lock)
    .update(`\n${versionParts(version)[0]} ${platform} ${arch}`)
    .digest('hex');
}

/** @param {string} file @returns {string | null} */
function readIfPresent(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/**
 * Brings node_modules in line with package-lock.json.
 * @param {string} root repository root
 * @param {{ node?: { version: string, platform: string, arch: string }, npm?: typeof runNpm,
 *   log?: (line: string) => void }} [options] replaceable for tests
 * @returns {number} exit code; on 1 the last line logged is one sentence naming the remedy
 */
export function ensureInstalled(root, { node = process, npm = runNpm, log = console.error } = {}) {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (!satisfiesRange(node.version, engines.node)) {
    log(
      `Node.js ${node.version} cannot run this project (it needs ${engines.node}): install the current LTS release, ` +
        'from https://nodejs.org or with `nvm install --lts`.',
    );
    return 1;
  }
  const lock = readIfPresent(join(root, 'package-lock.json'));
  if (lock === null) {
    log('package-lock.json is missing: restore it with `git checkout -- package-lock.json`.');
    return 1;
  }
  const stamp = join(root, STAMP_FILE);
  const fingerprint = installFingerprint(lock, node);
  if (readIfPresent(stamp) === fingerprint) return 0;

  log('Installing the packages of package-lock.json (npm ci) ...');
  // Gone before npm starts and back only after it ends well: an interrupted installation never looks finished.
  rmSync(stamp, { force: true });
  const started = Date.now();
  // Development packages are needed even where NODE_ENV=production makes npm leave them out.
  const { code, stderr } = npm(['ci', '--include=dev', '--no-progress'], root);
  if (code !== 0) {
    for (const line of npmErrorLines(stderr)) log(line);
    log(explainFailure(code, stderr));
    return 1;
  }
  writeFileSync(stamp, fingerprint);
  log(`Installed in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
  return 0;
}

const file = fileURLToPath(import.meta.url);
if (process.argv[1] && realpathSync(process.argv[1]) === file)
  process.exitCode = ensureInstalled(dirname(dirname(file)));
