/**
 * The last line of `npm test`, which other programs read: `N passed, N failed, N skipped`.
 *
 * It says "0 failed" only of a run that succeeded: a file that could not be loaded counts as one failure, and so does a
 * run that failed without a failing test (a stage before the tests, an error outside every test).
 * @param {import('./closingLine.mjs').TestReport | null} report vitest's JSON report, null when the tests did not run to their end
 * @param {number} code exit code of the whole run
 * @returns {string}
 */
export function closingLine(report, code) {
  const files = report?.testResults ?? [];
  const outcomes = files.flatMap((file) => file.assertionResults.map(({ status }) => status));
  const unloaded = files.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const passed = outcomes.filter((status) => status === 'passed').length;
  const failed = outcomes.filter((status) => status === 'failed').length + unloaded.length;
  const skipped = outcomes.length - passed - outcomes.filter((status) => status === 'failed').length;
  return `${passed} passed, ${Math.max(failed, code === 0 ? 0 : 1)} failed, ${skipped} skipped`;
}
