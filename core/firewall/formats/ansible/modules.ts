import type { GivenCommand } from '../../reading.js';
import { readShell } from '../../../shell/shell.js';
import { type ShellCommand, type ShellWord } from '../../../shell/command.js';
import { SourceText } from '../../../shell/source-text.js';
import type { Task } from './task.js';

/** Modules that are read, by the last part of their names. */
export const TASK_MODULES =
  /^[ \t-]*(?:[\w.]+\.)?(?:ufw|firewalld|iptables|lineinfile|blockinfile|ini_file|docker_container|podman_container|shell|command)[ \t]*:/m;

/** The commands that a task comes to. */
export function commandsOf(task: Task): readonly ShellCommand[] {
  return MODULES.get(task.module)?.(task) ?? [];
}

const MODULES: ReadonlyMap<string, (task: Task) => readonly ShellCommand[]> = new Map([
  ['ufw', ufw],
  ['firewalld', firewalld],
  ['iptables', iptables],
  ['docker_container', container],
  ['podman_container', container],
  ['shell', lines],
  ['command', lines],
]);

/** Words without a blank between. */
function glued(...words: readonly ShellWord[]): ShellWord {
  const source = SourceText.from(words.flatMap((word) => word.source.parts()));
  const [first, ...rest] = words;
  const open = words.find(({ known }) => !known);
  const span = first?.span.end === first?.span.start ? (rest[0]?.span ?? first?.span) : first?.span;
  return {
    text: source.text,
    span: span ?? { start: 0, end: 0 },
    known: !open,
    source,
    ...(open?.why === undefined ? {} : { why: open.why }),
  };
}

function isYes(value: string | null | undefined): boolean {
  return /^(?:yes|true|on|1)$/i.test(value ?? '');
}

const STATES: ReadonlyMap<string, string> = new Map([
  ['enabled', 'enable'],
  ['disabled', 'disable'],
  ['reset', 'reset'],
]);

function ufw(task: Task): readonly ShellCommand[] {
  if (isYes(task.value('route'))) return [];
  const found: ShellCommand[] = [];
  const state = STATES.get(task.value('state') ?? '');
  const policy = task.word('policy', 'default');
  const direction = task.word('direction');
  if (policy) found.push(task.command('ufw', ['default', policy, direction ?? 'incoming']));
  const rule = task.word('rule');
  const [port, name] = [task.word('port', 'to_port'), task.word('name', 'app')];
  const proto = task.word('proto', 'protocol');
  const isProto = proto && proto.text !== 'any';
  const [from, on] = [task.word('from_ip', 'from', 'src'), task.word('interface', 'if')];
  const way = on ? ['in', 'on', on] : direction?.text === 'out' ? ['out'] : [];
  if (rule && (port ?? name ?? from ?? on)) {
    const head = [...(isYes(task.value('delete')) ? ['delete'] : []), rule, ...way];
    const isFull = (from && from.text !== 'any') ?? on !== undefined;
    const target = isFull
      ? [
          'from',
          from ?? 'any',
          'to',
          'any',
          ...(port ? ['port', port] : []),
          ...(isProto ? ['proto', proto] : []),
        ]
      : [port ? (isProto ? glued(port, task.plain('/'), proto) : port) : (name ?? 'any')];
    found.push(task.command('ufw', [...head, ...target]));
  }
  return state === undefined ? found : [...found, task.command('ufw', [state])];
}

function firewalld(task: Task): readonly ShellCommand[] {
  const verb = /^(?:disabled|absent)$/.test(task.value('state') ?? '') ? 'remove' : 'add';
  const zone = task.word('zone');
  const options = [
    ...(zone ? [glued(task.plain('--zone='), zone)] : []),
    ...(['service', 'port', 'rich_rule'] as const).flatMap((name) => {
      const word = task.word(name);
      return word ? [glued(task.plain(`--${verb}-${name.replace('_', '-')}=`), word)] : [];
    }),
  ];
  // Handlers that reload are written in many ways: what is stored is taken to be in force.
  return [task.command('firewall-cmd', ['--permanent', ...options]), task.command('firewall-cmd', options)];
}

function iptables(task: Task): readonly ShellCommand[] {
  const name = task.value('ip_version') === 'ipv6' ? 'ip6tables' : 'iptables';
  const chain = task.word('chain');
  const table = task.word('table');
  if (!chain) return isYes(task.value('flush')) ? [task.command(name, ['-F'])] : [];
  const head = table ? ['-t', table] : [];
  if (isYes(task.value('flush'))) return [task.command(name, [...head, '-F', chain])];
  const policy = task.word('policy');
  if (policy) return [task.command(name, [...head, '-P', chain, policy])];
  const verb = task.value('state') === 'absent' ? '-D' : task.value('action') === 'insert' ? '-I' : '-A';
  const ports = task.words('destination_ports');
  const options = Object.entries(IPTABLES_OPTIONS).flatMap(([argument, option]) => {
    const word = task.word(argument);
    return word ? [option, word] : [];
  });
  const states = task.words('ctstate');
  return [
    task.command(name, [
      ...head,
      verb,
      chain,
      ...options,
      ...(ports.length > 0 ? ['-m', 'multiport', '--dports', listOf(task, ports)] : []),
      ...(states.length > 0 ? ['-m', 'conntrack', '--ctstate', listOf(task, states)] : []),
    ]),
  ];
}

const IPTABLES_OPTIONS: Readonly<Record<string, string>> = {
  protocol: '-p',
  source: '-s',
  destination: '-d',
  in_interface: '-i',
  out_interface: '-o',
  destination_port: '--dport',
  source_port: '--sport',
  match: '-m',
  jump: '-j',
};

function listOf(task: Task, words: readonly ShellWord[]): ShellWord {
  return glued(...words.flatMap((word, index) => (index > 0 ? [task.plain(','), word] : [word])));
}

function container(task: Task): readonly ShellCommand[] {
  const [image, name, network] = [
    task.word('image'),
    task.word('name'),
    task.word('network_mode', 'network'),
  ];
  if (!image || /^(?:absent|stopped)$/.test(task.value('state') ?? '')) return [];
  const ports = [...task.words('published_ports'), ...task.words('ports'), ...task.words('publish')];
  const env = task.pairs('env').flatMap(([key, value]) => ['-e', glued(task.plain(`${key}=`), value)]);
  const options = [...(name ? ['--name', name] : []), ...(network ? ['--network', network] : [])];
  return [
    task.command('docker', ['run', ...options, ...ports.flatMap((port) => ['-p', port]), ...env, image]),
  ];
}

/** The lines of a shell, at their place; what a template fills in is a variable. */
function lines(task: Task): readonly ShellCommand[] {
  const { line, file } = task;
  if (!line) return [];
  return readShell(file.script.slice(0, line.end), line.start, file.budget).map((command) => ({
    ...command,
    conditional: command.conditional || task.conditional,
  }));
}

/** What a task writes into vsftpd.conf, as a shell would be told. */
export function settingsOf(task: Task): readonly GivenCommand[] {
  const path = task.value('path', 'dest', 'destfile', 'name') ?? '';
  if (!/(?:^|\/)vsftpd[^/]*\.conf$/.test(path)) return [];
  const isAbsent = task.value('state') === 'absent';
  const [option, value] = [task.word('option'), task.word('value')];
  const texts = new Map([
    ['lineinfile', task.word('line')],
    ['blockinfile', task.word('block', 'content')],
    ['ini_file', option && value && glued(option, task.plain('='), value)],
  ]);
  const text = texts.get(task.module);
  if (!text || isAbsent) return [];
  const written = text.text
    .replace(/^[|>][-+\d]*\n/, '')
    .replace(/^[ \t]+/gm, '')
    .replace(/["\\$`]/g, '')
    .replace(/\{\{\s*(\w+)\s*(?:\|[^{}]*)?\}\}/g, '$${$1}')
    .replace(/\{\{[^{}]*\}\}/g, '$$_');
  const echo = `echo "${written}" >> /etc/vsftpd.conf`;
  return [{ text: task.conditional ? `asked && ${echo}` : echo, at: text.span }];
}
