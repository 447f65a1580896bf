// What `npm run new:kernel` and `npm run new:experiment` share: a checked name and files that are never overwritten.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Writes the files of something new, all or none.
 * @param {string} root repository root
 * @param {object} plan
 * @param {string | undefined} plan.name as typed
 * @param {RegExp} plan.pattern what a name must match entirely
 * @param {string} plan.rule the sentence printed when it does not
 * @param {(name: string) => Record<string, string>} plan.files path below root -> content
 * @param {(line: string) => void} [log]
 * @returns {number} exit code; on 1 one sentence was logged and nothing was written
 */
export function scaffold(root, { name, pattern, rule, files }, log = console.log) {
  if (name === undefined || !pattern.test(name)) {
    log(rule);
    return 1;
  }
  const contents = Object.entries(files(name));
  const present = contents.map(([path]) => path).filter((path) => existsSync(join(root, path)));
  if (present.length > 0) {
    log(`${present.join(' and ')} ${present.length > 1 ? 'exist' : 'exists'} already: choose another name.`);
    return 1;
  }
  for (const [path, content] of contents) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content, { flag: 'wx' });
    log(`wrote ${path}`);
  }
  return 0;
}
