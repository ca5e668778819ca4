import { version } from '../package.json';
import { EXIT, type Io } from './io.js';
import { helpOf, wrapped, type CommandWords } from './options/words.js';

interface Command {
  readonly words: CommandWords;
  run(args: string[], io: Io, signal: AbortSignal): Promise<number>;
}

/** Each is loaded when it is asked for: reading all of them takes longer than a round trip of a probe. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  check: async () => {
    const { CHECK, checkCommand } = await import('./check.js');
    return { words: CHECK, run: checkCommand };
  },
  decode: async () => {
    const { DECODE, decodeCommand } = await import('./decode.js');
    return { words: DECODE, run: decodeCommand };
  },
  probe: async () => {
    const { PROBE, probeCommand } = await import('./probe.js');
    return { words: PROBE, run: probeCommand };
  },
  firewall: async () => {
    const { FIREWALL, firewallCommand } = await import('./firewall.js');
    return { words: FIREWALL, run: firewallCommand };
  },
  completion: async () => {
    const { COMPLETION, completionCommand } = await import('./completion.js');
    return { words: COMPLETION, run: completionCommand };
  },
};

const EXIT_HELP = 'Exit status: 0 nothing at or above --fail-on, 1 findings, 2 the job could not be done.';
const USUAL_COLUMNS = '100';

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
    await io.out(await help(rest[0] ?? '', io));
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
    await io.out(helpWith([command], io));
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

async function help(name: string, io: Io): Promise<string> {
  const one = await commandNamed(name);
  if (one) return helpWith([one], io);
  const all = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  return `usage: vsftpd-lens COMMAND ...   (also --help, --version)\n\n${helpWith(all, io)}`;
}

function helpWith(commands: readonly Command[], io: Io): string {
  const columns = io.columns ?? Number(/^[1-9]\d{1,3}$/.exec(io.env['COLUMNS'] ?? '')?.[0] ?? USUAL_COLUMNS);
  const parts = commands.map(({ words }) => helpOf(words, columns));
  return `${parts.join('\n')}${commands.length > 1 ? '\n' : ''}${wrapped(EXIT_HELP, columns).join('\n')}\n`;
}
