import {
  ConfigModel,
  build,
  daemonVerdict,
  readConfig,
  sourceFromBytes,
  type Build,
  type ConfigDocument,
} from '../core/config/index.js';
import {
  DEFINITIONS,
  FIREWALL_TOOLS,
  writeRules,
  type Definition,
  type PortRequest,
} from '../core/firewall/index.js';
import { classOf } from '../core/reply/index.js';
import { portRequestOf } from '../core/verdict/index.js';
import { startedWith, withLines, type Started } from '../core/deployment/index.js';
import { composeServiceOf } from '../core/firewall/formats/compose/service-name.js';
import type { FirewallFile } from '../core/verdict/index.js';
import { oneOf, readArguments } from './arguments.js';
import { buildNamed } from './config-file.js';
import { deployedWith } from './checking/deployed-with.js';
import { inputOf, type InputKind } from './input.js';
import { EXIT, UsageError, type Io } from './io.js';
import { FIREWALL, FORMS } from './options/firewall.js';
import { withoutControls } from './terminal-text.js';

export { FIREWALL } from './options/firewall.js';

/** Settings that the rules follow from. */
const PORTS = ['listen_port', 'pasv_min_port', 'pasv_max_port', 'pasv_enable'];

/** More than vsftpd itself reads of a file. */
const INPUT: InputKind = { what: 'vsftpd.conf', limit: 1_000_000 };

interface FirewallArguments {
  readonly file: string;
  readonly tool: string;
  /** Null: the rules themselves. */
  readonly definition: Definition | null;
  readonly nat: PortRequest['nat'];
  readonly build: Build;
  readonly format: 'text' | 'json';
}

/**
 * Writes the rules to standard output, and nothing else.
 * @throws UsageError for arguments it cannot use, a file it cannot read, or ports that the file leaves open
 */
export async function firewallCommand(args: string[], io: Io): Promise<number> {
  const options = readOptions(args);
  const document = readConfig(sourceFromBytes(await inputOf(options.file, INPUT, io)), 'main', options.file);
  const { verdict, message } = daemonVerdict(document, options.build);
  // What the daemon gets is what becomes of a template.
  if (verdict !== 'accepts' && !document.template)
    io.err(
      `vsftpd-lens firewall: ${options.build.label}’s vsftpd does not start with this file: ${withoutControls(message ?? 'it crashes')}\n`,
    );
  const request = requestOf(document, options, await deployedWith(options.file));
  const { tool, definition } = options;
  const rules = definition ? definition.write(request) : writeRules(tool, request);
  await io.out(
    options.format === 'json' ? `${JSON.stringify(reportOf(tool, request, rules), null, 2)}\n` : rules,
  );
  return EXIT.clean;
}

function reportOf(tool: string, request: PortRequest, rules: string): object {
  const { control, passive, nat, remarks } = request;
  const definitions = nat ? [] : DEFINITIONS.filter((one) => one.tool === tool);
  const files = definitions.map(({ path, write }) => ({ path, text: write(request) }));
  return { version: 1, for: tool, control, passive, nat, remarks, rules, files };
}

/** The ports as vsftpd is started with the files beside its config, and the service of Compose that has them. */
function requestOf(
  document: ConfigDocument,
  { build: of, nat }: FirewallArguments,
  files: readonly FirewallFile[],
): PortRequest {
  const all = [...startedWith(document, files).given.values()].filter(({ isReached }) => !isReached);
  const given = all.filter(({ value }) => value !== null);
  const request = portRequestOf(new ConfigModel(withLines(document, given), of), nat);
  if (typeof request === 'string') throw new UsageError(request);
  const container = composeServiceOf(files, request.control);
  const placesOf = (some: readonly Started[]): string =>
    [...new Set(some.flatMap(({ name, place }) => (PORTS.includes(name) ? place : [])))].join(' and ');
  const remarks = [
    [placesOf(given), 'As it is started, by '],
    [placesOf(all.filter(({ value }) => value === null)), 'Perhaps other ports, which are not known, by '],
  ].flatMap(([places, how]) => (places ? [`${how}${places}.`] : []));
  return {
    ...request,
    remarks: [...request.remarks, ...remarks],
    ...(container === undefined ? {} : { container }),
  };
}

function readOptions(args: string[]): FirewallArguments {
  const { values, positionals } = readArguments({
    args,
    allowPositionals: true,
    options: FIREWALL.options,
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new UsageError('Name one vsftpd.conf, or - for standard input.');
  if (values.for === undefined) throw new UsageError(`--for takes ${FIREWALL_TOOLS.join(', ')}.`);
  const tool = oneOf('--for', values.for, FIREWALL_TOOLS);
  const nat = values.nat === undefined ? null : natOf(values.nat);
  return {
    file,
    tool,
    definition: definitionOf(oneOf('--as', values.as, FORMS), tool, nat),
    nat,
    build: build(buildNamed(values.build)),
    format: oneOf('--format', values.format, ['text', 'json'] as const),
  };
}

function definitionOf(
  form: (typeof FORMS)[number],
  tool: string,
  nat: PortRequest['nat'],
): Definition | null {
  if (form === 'script') return null;
  const definition = DEFINITIONS.find(({ kind }) => kind === form);
  if (definition?.tool !== tool)
    throw new UsageError(`--as ${form} is for --for ${definition?.tool ?? 'another tool'}.`);
  if (nat) throw new UsageError(`--as ${form} is for the server’s own firewall: leave --nat out.`);
  return definition;
}

function natOf(text: string): { outer: string; inner: string } {
  const [outer = '', inner = '', ...rest] = text.split(':');
  if (rest.length > 0 || classOf(outer) === null || classOf(inner) === null)
    throw new UsageError(`--nat takes two IPv4 addresses, OUTER:INNER; not "${text}".`);
  return { outer, inner };
}
