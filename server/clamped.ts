import { isRecord } from '../core/events/record.js';

/** No editor's line is longer; what lies beyond a line's end counts as its end. */
const MOST_CHARACTERS = 10_000_000;

/** A request's parameters with every position inside a document of so many lines: clients send any number. */
export function clamped<P>(params: P, lineCount: number): P {
  if (!isRecord(params)) return params;
  const { position, positions, range, ranges } = params;
  return {
    ...params,
    ...(position === undefined ? {} : { position: clampedIn(position, lineCount) }),
    ...(positions === undefined ? {} : { positions: clampedIn(positions, lineCount) }),
    ...(range === undefined ? {} : { range: clampedIn(range, lineCount) }),
    ...(ranges === undefined ? {} : { ranges: clampedIn(ranges, lineCount) }),
  };
}

function clampedIn(value: unknown, lineCount: number): unknown {
  if (Array.isArray(value)) return value.map((each) => clampedIn(each, lineCount));
  if (!isRecord(value)) return value;
  if ('start' in value && 'end' in value)
    return { start: clampedIn(value['start'], lineCount), end: clampedIn(value['end'], lineCount) };
  return {
    line: within(value['line'], lineCount),
    character: within(value['character'], MOST_CHARACTERS),
  };
}

function within(value: unknown, most: number): number {
  return typeof value === 'number' && value > 0 ? Math.min(Math.trunc(value), most) : 0;
}
