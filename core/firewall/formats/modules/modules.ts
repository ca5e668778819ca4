import { isPort } from '../../ports/port-spans.js';
import { baseName } from '../../../shell/base-name.js';
import type { FtpHelper, TextSpan } from '../../reading.js';
import type { ShellCommand } from '../../../shell/command.js';
import type { Findings } from '../support/findings.js';
import type { CommandFamily } from '../support/command-family.js';

/** The module's name, and its older one; the kernel takes hyphens for underscores. */
const MODULE = /(?<![\w-])(?:nf|ip)[_-](?:conntrack|nat)[_-]ftp(?![\w-])/g;
const HELPER = /^(?:nf|ip)[_-](?:conntrack|nat)[_-]ftp$/;
const PORTS = /(?<![\w-])ports=(\d[\d,]{0,100})/;

/** Files that say which modules are loaded, and how: nothing else of them is read. */
export function isModulesFile(path: string, text: string): boolean {
  if (!/conntrack|_nat_ftp|-nat-ftp/.test(text)) return false;
  return (
    /(^|\/)(?:modules-load\.d|modprobe\.d|sysctl\.d)\/[^/]+$/i.test(path) ||
    /(^|\/)(?:modules|modprobe\.conf|sysctl\.conf|ip6?tables-config)$/i.test(path) ||
    /(^|\/)default\/ufw$/i.test(path) ||
    /^[ \t]*IP6?T(?:ABLES)?_MODULES=/m.test(text)
  );
}

/** Helpers that files of this kind load or hand connections to. */
export function readModulesFile(text: string): Findings {
  const helpers: FtpHelper[] = [];
  let start = 0;
  for (const line of text.slice(0, 500_000).split('\n')) {
    const found = lineHelper(line.replace(/(^|\s)[#;].*/s, ''), start);
    if (found) helpers.push(found);
    start += line.length + 1;
  }
  return findings(merged(helpers));
}

function lineHelper(line: string, offset: number): FtpHelper | null {
  const automatic = /(?:^|[\s.])nf_conntrack_helper\s*=\s*1\s*$/.exec(line);
  if (automatic) {
    const start = offset + line.search(/\S/);
    return {
      at: { start, end: offset + line.trimEnd().length },
      ports: [21],
      how: 'assigned',
      automatic: true,
    };
  }
  if (/^\s*blacklist\s/.test(line)) return null;
  const module = [...line.matchAll(MODULE)][0];
  if (!module) return null;
  const at = { start: offset + module.index, end: offset + module.index + module[0].length };
  return { at, ports: moduleOptionPorts(line) ?? [21], how: 'loaded' };
}

/** `ports=21,990`; null where they are not named. */
function moduleOptionPorts(text: string): readonly number[] | null {
  const list = PORTS.exec(text)?.[1];
  const ports = list?.split(',').map(Number).filter(isPort);
  return ports && ports.length > 0 ? ports : null;
}

/** A switch that hands connections over is nothing without the module; ports may be named elsewhere in the file. */
function merged(helpers: readonly FtpHelper[]): readonly FtpHelper[] {
  const named = helpers.find(({ how, ports }) => how === 'loaded' && ports.join() !== '21');
  return named ? helpers.map((helper) => ({ ...helper, ports: named.ports })) : helpers;
}

function findings(helpers: readonly FtpHelper[]): Findings {
  return {
    witnesses: [],
    helpers,
    mentions: helpers.flatMap(({ at, ports }) =>
      ports.map((port) => ({ at, ports: { low: port, high: port }, does: 'watches' as const })),
    ),
    unread: [],
  };
}

/** `modprobe nf_conntrack_ftp ports=21,990`, `sysctl -w net.netfilter.nf_conntrack_helper=1` */
export const MODPROBE: CommandFamily = {
  names: new Set(['modprobe', 'insmod', 'sysctl']),
  read: readCommands,
};

function readCommands(commands: readonly ShellCommand[]): Findings {
  const helpers: FtpHelper[] = [];
  for (const { name, words, span } of commands) {
    const texts = words.map(({ text }) => text);
    if (name === 'sysctl') {
      if (texts.some((text) => /(?:^|[./])nf_conntrack_helper=1$/.test(text)))
        helpers.push({ at: span, ports: [21], how: 'assigned', automatic: true });
      continue;
    }
    if (texts.includes('-r') || texts.includes('--remove')) continue;
    const module = words.find(({ text }) => HELPER.test(baseName(text).replace(/\.ko$/, '')));
    if (module)
      helpers.push({
        at: spanOf(module.span, span),
        ports: moduleOptionPorts(texts.join(' ')) ?? [21],
        how: 'loaded',
      });
  }
  return findings(merged(helpers));
}

function spanOf(word: TextSpan, command: TextSpan): TextSpan {
  return word.start >= command.start && word.end <= command.end ? word : command;
}
