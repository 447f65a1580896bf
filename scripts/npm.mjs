// Runs npm and the programs it installed. Node built-ins only: this runs before the first installation.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * The npm that started this process, else the one beside this Node, else the one on PATH.
 * @returns {{ command: string, prefix: string[], shell: boolean }} what to spawn and its first arguments
 */
function npmCommand() {
  const started = process.env.npm_execpath;
  // Under pnpm or yarn the variable names them, and `ci` or `pack` would mean something else.
  if (started !== undefined && basename(started) === 'npm-cli.js' && existsSync(started)) {
    return { command: process.execPath, prefix: [started], shell: false };
  }
  const beside = resolve(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');
  if (existsSync(beside)) return { command: process.execPath, prefix: [beside], shell: false };
  // On Windows npm is a .cmd file, which Node starts only through a shell.
  return { command: 'npm', prefix: [], shell: process.platform === 'win32' };
}

// Errors only, and a dead registry reported in seconds instead of npm's default minutes.
const QUICK = ['--loglevel=error', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=4000'];

/**
 * Runs npm silently.
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {{ code: number, stdout: string, stderr: string }} `code` is 127 when npm itself could not be started
 */
export function runNpm(args, cwd) {
  const { command, prefix, shell } = npmCommand();
  const result = spawnSync(command, [...prefix, ...args, ...QUICK], {
    cwd,
    shell,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.error) return { code: 127, stdout: '', stderr: result.error.message };
  return { code: result.status ?? 1, stdout: result.stdout, stderr: result.stderr };
}

/**
 * The JavaScript file behind an installed program, so that it runs with this Node on every system
 * (`node_modules/.bin` holds shell scripts on Unix and .cmd files on Windows).
 * @param {string} root repository root
 * @param {string} packageName
 * @param {string} [program] name in the package's `bin`; the package's own name when absent
 * @returns {string} absolute path
 * @throws {Error} when the package is not installed or has no such program
 */
export function programPath(root, packageName, program = basename(packageName)) {
  const folder = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = typeof bin === 'string' ? bin : bin?.[program];
  if (file === undefined) throw new Error(`${packageName} installs no program named ${program}`);
  return join(folder, file);
}

/**
 * The lines of npm's error output that say what went wrong, without the pointer to its log.
 * @param {string} stderr
 * @param {number} [limit] most lines returned
 * @returns {string[]}
 */
export function npmErrorLines(stderr, limit = 6) {
  const lines = stderr.split(/\r?\n/).filter((line) => line.trim() !== '');
  const errors = lines.filter(
    (line) =>
      /^npm (error|ERR!)/.test(line) && !/complete log of this run|^npm (error|ERR!)\s+at /i.test(line),
  );
  return (errors.length > 0 ? errors : lines).slice(0, limit);
}

/**
 * One sentence that names the remedy of npm's failure.
 * @param {number} code exit status, 127 when npm could not be started
 * @param {string} stderr
 * @returns {string}
 */
export function explainFailure(code, stderr) {
  if (code === 127) {
    return 'npm could not be started: install it (it comes with Node.js) and put it on PATH, then run the command again.';
  }
  if (
    /ENOTFOUND|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EAI_AGAIN|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT/.test(
      stderr,
    )
  ) {
    return 'The npm registry cannot be reached: check the network, the proxy and `npm config get registry`, then run the command again.';
  }
  if (/\bE(401|403|404)\b/.test(stderr)) {
    return 'The npm registry refused a package: check `npm config get registry` and your login to it, then run the command again.';
  }
  if (/EUSAGE/.test(stderr)) {
    return 'package-lock.json does not fit package.json: run `npm install` once and commit the lock file.';
  }
  if (/ENOSPC/.test(stderr)) return 'The disk is full: free about 600 MB, then run the command again.';
  if (/EACCES|EPERM|EROFS/.test(stderr)) {
    return 'node_modules cannot be written: make this folder yours (owner and permissions), then run the command again.';
  }
  return "npm ci failed: delete node_modules and run the command again; the lines above are npm's own.";
}
