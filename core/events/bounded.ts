/**
 * What every schema of this room is built of: each part is bounded, and its message says what was expected. No input
 * makes any of it throw. The types of the product are derived from the schemas; only readers of saved data run them.
 */
import * as v from 'valibot';
import { printable } from './printable.js';

type AnySchema = v.BaseSchema<unknown, unknown, v.BaseIssue<unknown>>;

type ReadOnly<T> = T extends Uint8Array
  ? T
  : T extends object
    ? { readonly [K in keyof T]: ReadOnly<T[K]> }
    : T;

/** The type that a schema describes; nothing in it can be written. */
export type DataOf<S extends AnySchema> = ReadOnly<v.InferOutput<S>>;

/** Longer texts are cut; what could steer a terminal or hide text is written as `\xNN`. UTF-16 units. */
// @__NO_SIDE_EFFECTS__
export function text(limit: number): v.GenericSchema<unknown, string> {
  return v.pipe(
    v.string('a text'),
    v.transform((value) => printable(value, limit)),
  );
}

/** A finite number from `min` to `max`. */
// @__NO_SIDE_EFFECTS__
export function number(min: number, max: number): v.GenericSchema<unknown, number> {
  return v.pipe(v.number('a number'), v.minValue(min, 'a number'), v.maxValue(max, 'a number'));
}

// @__NO_SIDE_EFFECTS__
export function whole(min: number, max: number): v.GenericSchema<unknown, number> {
  return v.pipe(
    v.number('a whole number'),
    v.integer('a whole number'),
    v.minValue(min, 'a number'),
    v.maxValue(max, 'a number'),
  );
}

// @__NO_SIDE_EFFECTS__
export function oneOf<const T extends string>(...known: readonly T[]): v.GenericSchema<unknown, T> {
  return v.picklist(known, `one of ${known.join(', ')}`);
}

const anyList = v.custom<readonly unknown[]>(Array.isArray, 'a list');

/** What lies beyond the limit is left out. */
// @__NO_SIDE_EFFECTS__
export function list<S extends AnySchema>(
  item: S,
  limit: number,
): v.GenericSchema<unknown, v.InferOutput<S>[]> {
  return v.pipe(
    anyList,
    v.transform((items) => items.slice(0, limit)),
    v.array(item),
  );
}

/** A list whose unknown entries are left out: a newer version may write more kinds. */
// @__NO_SIDE_EFFECTS__
export function known<S extends AnySchema>(
  item: S,
  limit: number,
): v.GenericSchema<unknown, v.InferOutput<S>[]> {
  return v.pipe(
    anyList,
    v.transform((items) =>
      items.slice(0, limit).flatMap((one): v.InferOutput<S>[] => {
        const read = v.safeParse(item, one, ABORT_EARLY);
        return read.success ? [read.output] : [];
      }),
    ),
  );
}

/** An object of these properties; others are left out. */
// @__NO_SIDE_EFFECTS__
export function shape<const E extends v.ObjectEntries>(
  entries: E,
): v.ObjectSchema<E, v.ErrorMessage<v.ObjectIssue>> {
  return v.object(entries, ({ path }) => {
    const missing = path?.[0].key;
    const schema = typeof missing === 'string' ? entries[missing] : undefined;
    return schema ? messageOf(v.safeParse(schema, undefined, ABORT_EARLY).issues) : 'an object';
  });
}

const ABORT_EARLY = { abortEarly: true } as const;

function messageOf(issues: readonly v.BaseIssue<unknown>[] | undefined): string {
  return issues?.[0]?.message ?? 'another value';
}

/** The value, bounded, or what was expected instead: `a text in "host" in "target"`. */
export function read<S extends AnySchema>(
  schema: S,
  value: unknown,
): { readonly ok: true; readonly value: DataOf<S> } | { readonly ok: false; readonly expected: string } {
  const { success, output, issues } = v.safeParse(schema, value, ABORT_EARLY);
  // The output is frozen in its type only.
  if (success) return { ok: true, value: output as DataOf<S> };
  const names = (issues[0].path ?? []).filter(({ type }) => type === 'object').map(({ key }) => String(key));
  const where = names.reverse().map((name) => ` in "${name}"`);
  return { ok: false, expected: `${messageOf(issues)}${where.join('')}` };
}

/** The same where it does not matter what is wrong. */
export function readOr<S extends AnySchema, T>(schema: S, value: unknown, otherwise: T): DataOf<S> | T {
  const found = read(schema, value);
  return found.ok ? found.value : otherwise;
}

export const name = text(300);
export const words = text(4000);
export const port = whole(0, 65535);
export const milliseconds = number(0, 1e9);
export const count = number(0, 1e12);
export const flag = v.boolean('true or false');

/** ISO 8601. */
export const time = v.pipe(
  text(40),
  v.check((value) => !Number.isNaN(Date.parse(value)), 'a time'),
);

/** First and last port of a run of ports, both included. */
export const portSpan = v.pipe(
  v.tuple([port, port], 'a run of ports'),
  v.check(([first, last]) => first <= last, 'a run of ports'),
);
export type PortSpan = DataOf<typeof portSpan>;
