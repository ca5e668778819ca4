import { version } from '../package.json';
import { EXIT, type Io } from './io.js';

interface Command {
  readonly help: string;
  run(args: string[], io: Io, signal: AbortSignal): Promise<number>;
}

/** Each is loaded when it is asked for: reading all of them takes longer than a round trip of a probe. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  check: async () => {
    const { CHECK_HELP, checkCommand } = await import('./check.js');
    return { help: CHECK_HELP, run: checkCommand };
  },
  decode: async () => {
    const { DECODE_HELP, decodeCommand } = await import('./decode.js');
    return { help: DECODE_HELP, run: decodeCommand };
  },
  probe: async () => {
    const { PROBE_HELP, probeCommand } = await import('./probe.js');
    return { help: PROBE_HELP, run: probeCommand };
  },
  firewall: async () => {
    const { FIREWALL_HELP, firewallCommand } = await import('./firewall.js');
    return { help: FIREWALL_HELP, run: firewallCommand };
  },
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
    await io.out(await help(rest[0]));
    return EXIT.clean;
  }
  const command = await commandNamed(name);
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
  if (error instanceof Error && error.name === 'UsageError') return true;
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

async function commandNamed(name: string): Promise<Command | undefined> {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name]?.() : undefined;
}

async function help(name = ''): Promise<string> {
  const one = await commandNamed(name);
  if (one) return one.help + EXIT_HELP;
  const all = (await Promise.all(Object.values(COMMANDS).map((load) => load()))).map(
    (command) => command.help,
  );
  return ['usage: vsftpd-lens COMMAND ...   (also --help, --version)\n', ...all, EXIT_HELP].join('\n');
}
