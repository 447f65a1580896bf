/** What the headless API throws. */

export { LabLimitError, LabUnavailableError, type UnavailableReason } from './runtime/errors';

/** Input the lab refuses, naming the argument and, where there is one, the element and its value. */
export class LabInputError extends Error {
  readonly argument: string;
  readonly index: number | null;
  readonly value: unknown;

  constructor(argument: string, problem: string, details: { index?: number; value?: unknown } = {}) {
    super(`${argument}${details.index === undefined ? '' : `[${details.index}]`} ${problem}`);
    this.name = 'LabInputError';
    this.argument = argument;
    this.index = details.index ?? null;
    this.value = details.value;
  }
}
