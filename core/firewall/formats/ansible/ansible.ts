import type { GivenCommand, GivenVariable, Packet } from '../../reading.js';
import { readYaml, type YamlDocument, type YamlNode } from '../containers/yaml-tree.js';
import { readCommands } from '../shell/shell-commands.js';
import type { Findings } from '../support/findings.js';
import { givenTo } from '../support/given.js';
import { budgetFor } from '../../../shell/budget.js';
import type { ShellCommand } from '../../../shell/command.js';
import { commandsOf, settingsOf, TASK_MODULES } from './modules.js';
import { Task, type TaskFile, type Values } from './task.js';

const VARIABLES = /(?:^|\/)(?:defaults|vars|group_vars|host_vars)\/(?:[^/]+\/)?[^/]+$/;
const TASK_LIMIT = 500;
const LOOP_LIMIT = 50;
const DEPTH = 10;

/** Tasks about a firewall or an FTP server, or the variables of such a role. */
export function isAnsible(path: string, text: string): boolean {
  if (!/\.ya?ml$/i.test(path) || !/ftp|pasv|\b(?:ufw|firewalld|iptables)\b/i.test(text)) return false;
  if (VARIABLES.test(path)) return /^\w*(?:ftp|pasv|passive)\w*[ \t]*:/im.test(text);
  return (
    /^[ \t]*-[ \t]/m.test(text) &&
    TASK_MODULES.test(text) &&
    !/^(?:services|jobs|apiVersion)[ \t]*:/m.test(text)
  );
}

/** What tasks open, and what they make of vsftpd.conf. Never throws. */
export function readAnsible(text: string, packet: Packet, path: string): Findings {
  const reader = new PlaybookReader(text);
  for (const document of readYaml(text))
    if (VARIABLES.test(path)) reader.define(document, document.root);
    else reader.list(document, document.root, false);
  const { commands, settings, values } = reader;
  const found = readCommands(commands, packet, text);
  return {
    ...found,
    // A line of a shell is no task.
    witnesses: found.witnesses.map((witness) => ({ ...witness, additions: [] })),
    ...givenTo([
      ...(found.gives ? [found.gives] : []),
      { variables: VARIABLES.test(path) ? [...values.values()] : [], commands: settings },
    ]),
  };
}

class PlaybookReader {
  readonly commands: ShellCommand[] = [];
  readonly settings: GivenCommand[] = [];
  readonly values = new Map<string, GivenVariable>();
  private count = 0;
  private readonly file: TaskFile;

  constructor(private readonly text: string) {
    const script = text.replace(/\{\{[^{}]*\}\}/g, (all) => `$_${'x'.repeat(all.length - 2)}`);
    this.file = { text, script, budget: budgetFor(text.length) };
  }

  define(document: YamlDocument, node: YamlNode | null): void {
    for (const { name, key, value } of document.entries(node)) {
      const found = document.text(value);
      const written = found && this.text.slice(found.at.start, found.at.end);
      const isPlain = written !== undefined && !/\{[{%]/.test(written) && /^\w{1,100}$/.test(name);
      if (isPlain)
        this.values.set(name, {
          name,
          value: written,
          at: { start: key.start, end: found?.at.end ?? key.end },
        });
    }
  }

  list(document: YamlDocument, node: YamlNode | null, conditional: boolean, depth = 0): void {
    if (depth > DEPTH) return;
    for (const item of document.items(node) ?? []) {
      if (++this.count > TASK_LIMIT) return;
      this.define(document, document.value(item, 'vars'));
      const when = document.value(item, 'when');
      const asked = when && this.text.slice(document.spanOf(when).start, document.spanOf(when).end);
      // Which system it is decides between tasks that come to the same.
      const isOpen = conditional || (asked !== null && !/ansible_|os_family|distribution/.test(asked));
      for (const part of ['pre_tasks', 'tasks', 'post_tasks', 'block'])
        this.list(document, document.value(item, part), isOpen, depth + 1);
      this.task(document, item, isOpen);
    }
  }

  private task(document: YamlDocument, item: YamlNode, conditional: boolean): void {
    const looped = document.value(item, 'loop') ?? document.value(item, 'with_items');
    const rounds = looped ? (document.items(looped)?.slice(0, LOOP_LIMIT) ?? [null]) : [undefined];
    for (const { name, key, value } of document.entries(item))
      for (const round of rounds) {
        const values: Values = { named: this.values, item: round };
        const at = { start: key.start, end: value ? document.spanOf(value).end : key.end };
        const task = new Task(
          document,
          this.file,
          name.replace(/^[\w.]+\./, ''),
          value,
          values,
          at,
          conditional,
        );
        this.commands.push(...commandsOf(task));
        this.settings.push(...settingsOf(task));
      }
  }
}
