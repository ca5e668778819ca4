import { overlap, without } from '../ports/port-spans.js';
import type { Awaited, Passage, PortRange, PortWitness } from '../reading.js';
import type { ComparedFile } from './facing.js';

/**
 * Puts in what one file defines and another uses: a firewalld service, an application profile. What none of the files
 * defines stays unknown.
 */
export function withDefinitions(files: readonly ComparedFile[]): readonly ComparedFile[] {
  const defined = new Map<string, readonly PortRange[]>();
  for (const { reading } of files)
    for (const { role, name, passages } of reading.witnesses)
      if (role === 'declare')
        defined.set(
          name,
          passages.filter(({ fate }) => fate === 'open').map(({ ports }) => ports),
        );
  if (defined.size === 0) return files;
  return files.map((file) => ({
    ...file,
    reading: { ...file.reading, witnesses: file.reading.witnesses.map((one) => resolved(one, defined)) },
  }));
}

function resolved(witness: PortWitness, defined: ReadonlyMap<string, readonly PortRange[]>): PortWitness {
  if (!witness.passages.some(({ awaits }) => awaits)) return witness;
  return {
    ...witness,
    passages: witness.passages.flatMap((passage) =>
      passage.awaits ? decided(passage, passage.awaits, defined) : [passage],
    ),
  };
}

function decided(
  passage: Passage,
  { names, otherwise }: Awaited,
  defined: ReadonlyMap<string, readonly PortRange[]>,
): readonly Passage[] {
  const missing = names.some((name) => !defined.has(name));
  const open = names
    .flatMap((name) => defined.get(name) ?? [])
    .flatMap((ports) => overlap(ports, passage.ports) ?? []);
  const rest = without(passage.ports, open);
  const { at } = passage;
  return [
    ...without(passage.ports, rest).map((ports): Passage => ({ ports, fate: 'open', ...(at ? { at } : {}) })),
    ...rest.map((ports): Passage => (missing ? { ...passage, ports } : { ports, fate: otherwise })),
  ].sort((a, b) => a.ports.low - b.ports.low);
}
