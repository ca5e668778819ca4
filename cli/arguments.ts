import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './io.js';

/**
 * `parseArgs` of Node with complaints a reader can act on.
 * @throws UsageError for an option that does not exist or lacks its value; a value given is never repeated
 */
export function readArguments<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [complaint = ''] = error.message.split(/\. To specify|\n(?:To specify|Did you)/, 1);
    throw new UsageError(complaint);
  }
}

/** @throws UsageError where the value is none of those allowed */
export function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === value);
  if (found === undefined) throw new UsageError(`${option} takes ${allowed.join(', ')}; not "${value}".`);
  return found;
}

/** @throws UsageError where the value is no whole number from `min` to `max` */
export function wholeNumber(option: string, value: string, min: number, max: number): number {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
  if (number >= min && number <= max) return number;
  throw new UsageError(`${option} takes a whole number from ${min} to ${max}; not "${value}".`);
}
