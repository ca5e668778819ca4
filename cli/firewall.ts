import { readFile } from 'node:fs/promises';
import {
  BUILD_IDS,
  ConfigModel,
  build,
  daemonVerdict,
  isBuildChoice,
  readConfig,
  sourceFromBytes,
  type Build,
  type ConfigDocument,
} from '../core/config/index.js';
import { FIREWALL_TOOLS, writeRules, type FirewallTool, type PortRequest } from '../core/firewall/index.js';
import { classOf } from '../core/reply/index.js';
import { oneOf, readArguments } from './arguments.js';
import { EXIT, UsageError, type Io } from './io.js';
import { withoutControls } from './terminal-text.js';

/** The usage of `firewall`, for --help. */
export const FIREWALL_HELP = `vsftpd-lens firewall --for TOOL [OPTION]... FILE
  Writes the firewall rules for the control port and the passive range that vsftpd makes of its file; FILE may be -
  for standard input.
  --for TOOL          ${FIREWALL_TOOLS.join(', ')}
  --nat OUTER:INNER   rules for the gateway in front of the server, instead of the server's own
  --build BUILD       the vsftpd that reads the file (default debian-13)
  --format            text (the default) or json
`;

interface FirewallArguments {
  readonly file: string;
  readonly tool: FirewallTool;
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
  const document = readConfig(sourceFromBytes(await readInput(options.file, io)));
  const { verdict, message } = daemonVerdict(document, options.build);
  if (verdict !== 'accepts')
    io.err(
      `vsftpd-lens firewall: ${options.build.label}’s vsftpd does not start with this file: ${withoutControls(message ?? 'it crashes')}\n`,
    );
  const request = requestOf(document, options);
  const rules = writeRules(options.tool, request);
  await io.out(
    options.format === 'json'
      ? `${JSON.stringify(reportOf(options.tool, request, rules), null, 2)}\n`
      : rules,
  );
  return EXIT.clean;
}

function reportOf(
  tool: FirewallTool,
  { control, passive, nat, remarks }: PortRequest,
  rules: string,
): object {
  return { version: 1, for: tool, control, passive, nat, remarks, rules };
}

/** The ports in force, and what is surprising about them. */
function requestOf(document: ConfigDocument, { build: of, nat }: FirewallArguments): PortRequest {
  const model = new ConfigModel(document, of);
  const control = model.number('listen_port');
  const range = model.passiveRange();
  if (control === undefined || !range)
    throw new UsageError(
      'The file leaves listen_port, pasv_min_port or pasv_max_port open (a template?): fill it in first.',
    );
  if (control < 1 || control > 65535)
    throw new UsageError(`listen_port is ${control}: there is no such port.`);
  const isOn = model.bool('pasv_enable') !== false;
  const ignored = [
    ...(range.minIgnored ? ['pasv_min_port'] : []),
    ...(range.maxIgnored ? ['pasv_max_port'] : []),
  ].filter((name) => model.isSet(name));
  return {
    control,
    passive: isOn ? { low: range.low, high: range.high } : null,
    tls: model.bool('ssl_enable') === true,
    nat,
    remarks: [
      ...(isOn && ignored.length > 0
        ? [`vsftpd ignores ${ignored.join(' and ')}: the value is out of order.`]
        : []),
      ...(isOn && !model.isSet('pasv_min_port') && !model.isSet('pasv_max_port')
        ? ['The file sets no passive range: these are the ports vsftpd then uses.']
        : []),
      ...(isOn && control >= range.low && control <= range.high
        ? ['The control port lies inside the passive range.']
        : []),
      ...(model.bool('listen') === false && model.bool('listen_ipv6') === false
        ? ['vsftpd is started by inetd or a socket unit: the control port is the one given there.']
        : []),
    ],
  };
}

function readOptions(args: string[]): FirewallArguments {
  const { values, positionals } = readArguments({
    args,
    allowPositionals: true,
    options: {
      for: { type: 'string' },
      nat: { type: 'string' },
      build: { type: 'string', default: 'debian-13' },
      format: { type: 'string', default: 'text' },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new UsageError('Name one vsftpd.conf, or - for standard input.');
  if (values.for === undefined) throw new UsageError(`--for takes ${FIREWALL_TOOLS.join(', ')}.`);
  if (!isBuildChoice(values.build) || values.build === 'any')
    throw new UsageError(`There is no build "${values.build}". Choose one of: ${BUILD_IDS.join(', ')}.`);
  return {
    file,
    tool: oneOf('--for', values.for, FIREWALL_TOOLS),
    nat: values.nat === undefined ? null : natOf(values.nat),
    build: build(values.build),
    format: oneOf('--format', values.format, ['text', 'json'] as const),
  };
}

function natOf(text: string): { outer: string; inner: string } {
  const [outer = '', inner = '', ...rest] = text.split(':');
  if (rest.length > 0 || classOf(outer) === null || classOf(inner) === null)
    throw new UsageError(`--nat takes two IPv4 addresses, OUTER:INNER; not "${text}".`);
  return { outer, inner };
}

/** More than vsftpd itself reads of a file. Bytes. */
const MAX_INPUT = 1_000_000;

async function readInput(file: string, io: Io): Promise<Uint8Array> {
  if (file === '-') {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of io.stdin) {
      size += chunk.length;
      if (size > MAX_INPUT) throw new UsageError('Standard input is too long for a vsftpd.conf.');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
  try {
    return await readFile(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
