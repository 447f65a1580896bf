// `npm test`: the static checks, a browser, then every test once. Arguments go to vitest:
// `npm test -- test/softmax.test.ts -t entropy`. The last line printed counts the tests.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dawnEnvironment, NoBrowserError, resolveBrowser } from './browser.mjs';
import { closingLine } from './closingLine.mjs';
import { ROOT, runProgram, runStages, STATIC_CHECKS } from './stages.mjs';

const REPORT = join(ROOT, '.cache', 'test-report.json');

/** @type {Record<string, string>} */
const testEnvironment = {};

async function findBrowser() {
  try {
    const browser = await resolveBrowser({ log: console.log });
    testEnvironment.COLLAPSE_LAB_BROWSER = browser.executablePath;
    Object.assign(testEnvironment, await dawnEnvironment({ log: console.log }));
    console.log(`browser: ${browser.executablePath} (${browser.source})`);
    console.log(
      `Vulkan driver: ${testEnvironment.VK_ICD_FILENAMES ?? process.env.VK_ICD_FILENAMES ?? "the system's own"}`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof NoBrowserError)) throw error;
    console.error(error.message);
    return 1;
  }
}

function runTests() {
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  rmSync(REPORT, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`];
  return runProgram('vitest', ['run', ...reporters, ...process.argv.slice(2)], { env: testEnvironment });
}

function readReport() {
  try {
    return JSON.parse(readFileSync(REPORT, 'utf8'));
  } catch {
    return null;
  }
}

rmSync(REPORT, { force: true });
const { code } = await runStages([
  ...STATIC_CHECKS,
  { name: 'browser', run: findBrowser },
  { name: 'tests (vitest)', run: runTests },
]);
console.log(closingLine(readReport(), code));
process.exitCode = code;
