// `npm run check`: everything that needs neither a GPU nor a browser, for the seconds between two edits.
import { runProgram, runStages, STATIC_CHECKS } from './stages.mjs';

// Tests that compute in Dawn end in .gpu.test.ts, tests that open the browser in .browser.test.ts.
const EXCLUDED = ['**/*.gpu.test.ts', '**/*.browser.test.ts', '**/node_modules/**'];

const { code } = await runStages([
  ...STATIC_CHECKS,
  {
    name: 'tests without a GPU (vitest)',
    run: () =>
      runProgram('vitest', [
        'run',
        // Nothing here shares a device, so files may run side by side.
        '--fileParallelism',
        ...EXCLUDED.map((pattern) => `--exclude=${pattern}`),
        ...process.argv.slice(2),
      ]),
  },
]);
process.exitCode = code;
