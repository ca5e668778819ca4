import type { PortRequest } from '../request.js';
import type { FormatDefinition, FormatWriter } from './format.js';
import { FORMATS } from './table.js';
import { WRITERS } from './writer-table.js';

/** A tool for which rules can be written. */
interface FirewallWriter extends FormatWriter {
  readonly label: string;
}

/** By the word after --for. */
const TOOLS: ReadonlyMap<string, FirewallWriter> = new Map(
  WRITERS.map((writer) => {
    const { label = writer.kind } = FORMATS.find(({ kind }) => kind === writer.kind) ?? {};
    return [writer.kind, { label, ...writer }];
  }),
);

export const FIREWALL_WRITERS: readonly FirewallWriter[] = [...TOOLS.values()];

/** Their ids, for --for. */
export const FIREWALL_TOOLS: readonly string[] = [...TOOLS.keys()];

/** @throws RangeError for a tool that is none of FIREWALL_TOOLS */
export function writeRules(tool: string, request: PortRequest): string {
  const found = TOOLS.get(tool);
  if (!found) throw new RangeError(`No rules can be written for ${tool}.`);
  return found.rules(request);
}

export interface Definition extends FormatDefinition {
  /** Its tool's id. */
  readonly tool: string;
}

export const DEFINITIONS: readonly Definition[] = FIREWALL_WRITERS.flatMap(({ kind, definition }) =>
  definition ? [{ ...definition, tool: kind }] : [],
);
