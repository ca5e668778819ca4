import { version } from '../package.json';
import { CHECK_HELP, checkCommand } from './check.js';
import { DECODE_HELP, decodeCommand } from './decode.js';
import { FIREWALL_HELP, firewallCommand } from './firewall.js';
import { EXIT, UsageError, type Io } from './io.js';
import { PROBE_HELP, probeCommand } from './probe.js';

interface Command {
  readonly help: string;
  run(args: string[], io: Io, signal: AbortSignal): Promise<number>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  check: { help: CHECK_HELP, run: checkCommand },
  decode: { help: DECODE_HELP, run: decodeCommand },
  probe: { help: PROBE_HELP, run: probeCommand },
  firewall: { help: FIREWALL_HELP, run: firewallCommand },
};

const EXIT_HELP = `Exit status: 0 nothing at or above --fail-on, 1 findings, 2 the job could not be done.
`;

/**
 * Runs one subcommand. Standard output gets its result and nothing else.
 * @returns the exit status: 0 nothing at or above `--fail-on`, 1 findings, 2 the job could not be done
 */
export async function runCommand(args: readonly string[], io: Io, signal: AbortSignal): Promise<number> {
  const [name = '', ...rest] = args;
  if (['--version', '-V'].includes(name)) {
    await io.out(`${version}\n`);
    return EXIT.clean;
  }
  if (['--help', '-h', 'help'].includes(name)) {
    await io.out(help(rest[0]));
    return EXIT.clean;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    const names = Object.keys(COMMANDS).join(', ');
    io.err(
      `vsftpd-lens: ${name === '' ? 'Name a command' : `There is no command "${name}"`}: ${names}. See --help.\n`,
    );
    return EXIT.failed;
  }
  if (rest.some((word) => word === '--help' || word === '-h')) {
    await io.out(command.help + EXIT_HELP);
    return EXIT.clean;
  }
  try {
    return await command.run(rest, io, signal);
  } catch (error) {
    if (signal.aborted) io.err('vsftpd-lens: cancelled.\n');
    else if (isUsage(error)) io.err(`vsftpd-lens ${name}: ${error.message}\n`);
    else
      io.err(
        `vsftpd-lens ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
    return EXIT.failed;
  }
}

/** Mistakes in the arguments need no stack trace. */
function isUsage(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

function help(name: string | undefined): string {
  const one = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (one) return one.help + EXIT_HELP;
  const all = Object.values(COMMANDS).map((command) => command.help);
  return ['usage: vsftpd-lens COMMAND ...   (also --help, --version)\n', ...all, EXIT_HELP].join('\n');
}
