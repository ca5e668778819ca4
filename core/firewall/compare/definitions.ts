import { overlap, without } from '../ports/port-spans.js';
import type { Awaited, PortRun, PortRange, PortWitness } from '../reading.js';
import type { ComparedFile } from './facing.js';

/**
 * Puts in what one file defines and another uses: a firewalld service, an application profile. What none of the files
 * defines stays unknown.
 */
export function withDefinitions(files: readonly ComparedFile[]): readonly ComparedFile[] {
  const defined = new Map<string, readonly PortRange[]>();
  for (const { reading } of files)
    for (const { role, name, runs } of reading.witnesses)
      if (role === 'declare')
        defined.set(
          name,
          runs.filter(({ status }) => status === 'open').map(({ ports }) => ports),
        );
  if (defined.size === 0) return files;
  return files.map((file) => ({
    ...file,
    reading: { ...file.reading, witnesses: file.reading.witnesses.map((one) => resolved(one, defined)) },
  }));
}

function resolved(witness: PortWitness, defined: ReadonlyMap<string, readonly PortRange[]>): PortWitness {
  if (!witness.runs.some(({ awaits }) => awaits)) return witness;
  return {
    ...witness,
    runs: witness.runs.flatMap((run) => (run.awaits ? decided(run, run.awaits, defined) : [run])),
  };
}

function decided(
  run: PortRun,
  { names, otherwise }: Awaited,
  defined: ReadonlyMap<string, readonly PortRange[]>,
): readonly PortRun[] {
  const missing = names.some((name) => !defined.has(name));
  const open = names
    .flatMap((name) => defined.get(name) ?? [])
    .flatMap((ports) => overlap(ports, run.ports) ?? []);
  const rest = without(run.ports, open);
  const { at } = run;
  return [
    ...without(run.ports, rest).map((ports): PortRun => ({ ports, status: 'open', ...(at ? { at } : {}) })),
    ...rest.map((ports): PortRun => (missing ? { ...run, ports } : { ports, status: otherwise })),
  ].sort((a, b) => a.ports.low - b.ports.low);
}
