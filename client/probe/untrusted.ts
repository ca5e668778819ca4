// Readers for JSON from anywhere: each returns a bounded value of its type, or throws Unreadable.

import { printable } from '../../probe/wire/printable.js';

/** What could not be read, as a part of a sentence. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

export type Reader<T> = (value: unknown) => T;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Longer texts are cut; what could steer a terminal or hide text is written as `\\xNN`. UTF-16 units. */
export function text(limit = 4000): Reader<string> {
  return (value) => {
    if (typeof value !== 'string') throw new Unreadable('a text');
    return printable(value, limit);
  };
}

/** A finite number from `min` to `max`. */
export function number(min = 0, max = 1e12): Reader<number> {
  return (value) => {
    if (typeof value !== 'number' || !(value >= min && value <= max)) throw new Unreadable('a number');
    return value;
  };
}

export function whole(min: number, max: number): Reader<number> {
  const read = number(min, max);
  return (value) => {
    if (!Number.isInteger(value)) throw new Unreadable('a whole number');
    return read(value);
  };
}

export const flag: Reader<boolean> = (value) => {
  if (typeof value !== 'boolean') throw new Unreadable('true or false');
  return value;
};

export function oneOf<const T extends string>(...known: readonly T[]): Reader<T> {
  return (value) => {
    const found = known.find((one) => one === value);
    if (found === undefined) throw new Unreadable(`one of ${known.join(', ')}`);
    return found;
  };
}

export function orNull<T>(read: Reader<T>): Reader<T | null> {
  return (value) => (value === null ? null : read(value));
}

/** What lies beyond the limit is left out. */
export function list<T>(read: Reader<T>, limit: number): Reader<T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw new Unreadable('a list');
    return value.slice(0, limit).map(read);
  };
}

/** A property that may be missing; see `shape`. */
export function maybe<T>(read: Reader<T>): Reader<T | undefined> {
  return (value) => (value === undefined ? undefined : read(value));
}

/** An object of these properties; others are left out, and so are missing ones that may be. */
export function shape<T>(readers: { readonly [K in keyof T]-?: Reader<unknown> }): Reader<T> {
  return (value) => {
    if (!isRecord(value)) throw new Unreadable('an object');
    const read: Record<string, unknown> = {};
    for (const [name, reader] of Object.entries<Reader<unknown>>(readers)) {
      const property = readNamed(name, reader, Object.hasOwn(value, name) ? value[name] : undefined);
      if (property !== undefined) read[name] = property;
    }
    return read as T;
  };
}

function readNamed(name: string, reader: Reader<unknown>, value: unknown): unknown {
  try {
    return reader(value);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new Unreadable(`${error.message} in "${name}"`);
  }
}
