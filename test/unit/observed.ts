/** What a probe could have seen, in few words: the parts of sessions that tests put together. */
import { build, ConfigModel, readConfig, sourceFromText, type BuildId } from '../../core/config/index.js';
import {
  diagnose,
  type ConnectOutcome,
  type Evidence,
  type Finding,
  type Observation,
  type PassiveMode,
  type TlsSeen,
  type TransferSeen,
} from '../../core/verdict/index.js';

export const PEER = '198.51.100.20';
export const LOCAL = '192.168.1.10';
export const OUTSIDE = '203.0.113.10';

type Seen = readonly Observation[];

export interface TargetOptions {
  readonly host?: string;
  readonly port?: number;
  readonly peer?: string;
  readonly local?: string;
  readonly resolved?: readonly string[];
  /** Milliseconds of the connect: the round trip. */
  readonly ms?: number;
  readonly greeting?: string;
}

/** The name resolved, the control port open, the greeting. */
export function reached(options: TargetOptions = {}): Seen {
  const { host = 'ftp.example.test', port = 21, peer = PEER, local = LOCAL, ms = 50 } = options;
  const { resolved = [peer], greeting = '(vsFTPd 3.0.3)' } = options;
  return [
    { kind: 'target', host, port, peer, local, resolved },
    { kind: 'connect', channel: 'control', host: peer, port, outcome: 'open', durationMs: ms },
    { kind: 'reply', code: 220, text: greeting, to: 'greeting', durationMs: ms },
  ];
}

/** A command and its reply. */
export function asked(verb: string, code: number, text: string, argument?: string): Seen {
  return [
    { kind: 'command', verb, ...(argument === undefined ? {} : { argument }) },
    { kind: 'reply', code, text, to: verb, durationMs: 50 },
  ];
}

export function tls(more: Partial<TlsSeen> = {}): Seen {
  return [
    ...asked('AUTH', 234, 'Proceed with negotiation.', 'TLS'),
    {
      kind: 'tls',
      channel: 'control',
      outcome: 'established',
      mode: 'explicit',
      protocol: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      ...more,
    },
  ];
}

export function login(user = 'demo'): Seen {
  return [
    ...asked('USER', 331, 'Please specify the password.', user),
    { kind: 'command', verb: 'PASS' },
    { kind: 'reply', code: 230, text: 'Login successful.', to: 'PASS', durationMs: 50 },
  ];
}

export function stat(client: string, more: readonly string[] = []): Seen {
  const lines = [
    'FTP server status:',
    `Connected to ${client}`,
    'Logged in as demo',
    'TYPE: ASCII',
    ...(more.some((line) => line.includes('bandwidth')) ? [] : ['No session bandwidth limit']),
    ...(more.some((line) => line.includes('timeout')) ? [] : ['Session timeout in seconds is 300']),
    ...more,
    'vsFTPd 3.0.3 - secure, fast, stable',
    'End of status',
  ];
  return asked('STAT', 211, lines.join('\n     '));
}

export interface PassiveOptions {
  readonly outcome?: ConnectOutcome;
  readonly ms?: number;
  /** Which address was dialled; default: the advertised one where it is the server's. */
  readonly dialled?: 'advertised' | 'peer' | 'none';
  readonly peer?: string;
  readonly secured?: boolean;
}

/** EPSV or PASV, its reply and a connect to the port. */
export function passive(
  mode: PassiveMode,
  host: string | null,
  port: number,
  options: PassiveOptions = {},
): Seen {
  const { outcome = 'open', ms = 50, peer = PEER, secured = false } = options;
  const { dialled = host === null || host === peer ? 'advertised' : 'peer' } = options;
  const raw =
    mode === 'EPSV'
      ? `Entering Extended Passive Mode (|||${port}|)`
      : `Entering Passive Mode (${(host ?? peer).replaceAll('.', ',')},${port >> 8},${port & 255}).`;
  const to = dialled === 'peer' ? peer : (host ?? peer);
  return [
    ...asked(mode, mode === 'EPSV' ? 229 : 227, raw),
    {
      kind: 'endpoint',
      mode,
      host: mode === 'EPSV' ? null : host,
      port,
      raw,
      problems: [],
      tls: secured,
    },
    ...(dialled === 'none'
      ? []
      : [
          {
            kind: 'connect',
            channel: 'data',
            host: to,
            port,
            outcome,
            durationMs: outcome === 'timeout' ? 3000 : ms,
            mode,
            dialled,
            ...(outcome === 'open' ? {} : { errno: ERRNOS[outcome] }),
          } as const,
        ]),
  ];
}

const ERRNOS: Readonly<Record<ConnectOutcome, string>> = {
  open: '',
  refused: 'ECONNREFUSED',
  timeout: 'ETIMEDOUT',
  unreachable: 'EHOSTUNREACH',
  reset: 'ECONNRESET',
  failed: 'EIO',
};

export function epsv(port: number, options: PassiveOptions = {}): Seen {
  return passive('EPSV', null, port, options);
}

export function pasv(host: string, port: number, options: PassiveOptions = {}): Seen {
  return passive('PASV', host, port, options);
}

/** A listing that arrived. */
export function list(more: Partial<TransferSeen> = {}, dataTls?: Partial<TlsSeen>): Seen {
  return [
    { kind: 'command', verb: 'LIST' },
    { kind: 'reply', code: 150, text: 'Here comes the directory listing.', to: 'LIST', durationMs: 50 },
    ...(dataTls ? [{ kind: 'tls', channel: 'data', outcome: 'established', ...dataTls } as const] : []),
    { kind: 'reply', code: 226, text: 'Directory send OK.', to: 'LIST', durationMs: 50 },
    {
      kind: 'transfer',
      command: 'LIST',
      outcome: 'complete',
      bytes: 600,
      entries: 8,
      format: 'unix',
      ...more,
    },
  ];
}

/** All of a healthy session in clear. */
export function healthy(options: TargetOptions = {}): Seen {
  const peer = options.peer ?? PEER;
  return [
    ...reached(options),
    ...login(),
    ...epsv(40001, { peer }),
    ...pasv(peer, 40000, { peer }),
    ...list(),
  ];
}

/** The same observations, of a session of that label. */
export function labelled(session: string, ...parts: readonly Seen[]): Seen {
  return parts.flat().map((seen) => ({ ...seen, session }));
}

export function config(text: string, id: BuildId = 'debian-12'): ConfigModel {
  return new ConfigModel(readConfig(sourceFromText(text)), build(id));
}

/** The findings on parts of a probe, and what else is at hand. */
export function findings(parts: readonly Seen[], more: Partial<Evidence> = {}): readonly Finding[] {
  return diagnose({ witness: 'probe', observations: parts.flat(), ...more });
}

export function ids(parts: readonly Seen[], more: Partial<Evidence> = {}): readonly string[] {
  return findings(parts, more).map(({ id }) => id);
}

/** The finding of that id; fails where there is none. */
export function finding(id: string, parts: readonly Seen[], more: Partial<Evidence> = {}): Finding {
  const all = findings(parts, more);
  const found = all.find((one) => one.id === id);
  if (!found) throw new Error(`no ${id} among ${all.map((one) => one.id).join(', ') || 'no findings'}`);
  return found;
}
