// vitest's globalSetup: gives Dawn its driver also when vitest is called directly. It runs in the parent of the test
// processes, the only place from where the dynamic loader's variables reach them.
import { dawnEnvironment } from './browser.mjs';

/** Looks on this machine only: fetching is for `npm test`, and a missing device fails the GPU tests by name. */
export async function setup() {
  Object.assign(process.env, await dawnEnvironment({ fetch: false }));
}
