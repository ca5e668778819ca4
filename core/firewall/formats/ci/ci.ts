import type { Packet, TextSpan } from '../../reading.js';
import { readYaml, type YamlDocument, type YamlNode } from '../containers/yaml-tree.js';
import { readContainerLines } from '../shell/shell-commands.js';
import type { Findings } from '../support/findings.js';

const PATH =
  /(?:^|\/)(?:\.(?:github|gitea|forgejo)\/workflows\/[^/]+|\.gitlab-ci[^/]*|\.circleci\/[^/]+|\.travis|\.drone|\.woodpecker[^/]*|azure-pipelines[^/]*|bitbucket-pipelines)\.ya?ml$/i;
const SCRIPTS = /^(?:run|script|before_script|after_script|command|commands|bash)$/;
const DEPTH = 12;
const NODE_LIMIT = 5000;

/** Jobs of a build server that start containers. */
export function isJobFile(path: string, text: string): boolean {
  return PATH.test(path) && /\b(?:docker|podman)\b/.test(text);
}

/** The containers that jobs start: to try them out, on the machine that dials them. Never throws. */
export function readJobs(text: string, packet: Packet): Findings {
  const spans = readYaml(text).flatMap((document) => {
    const found: TextSpan[] = [];
    collect(document, document.root, false, found, { left: NODE_LIMIT }, 0);
    return found;
  });
  let at = 0;
  let lines = '';
  for (const { start, end } of spans) {
    if (start < at) continue;
    lines += blank(text.slice(at, start)) + script(text.slice(start, end));
    at = end;
  }
  return readContainerLines(lines + blank(text.slice(at)), packet);
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

/** As long as before: how a block begins is blank, and what the build server fills in is a variable. */
function script(source: string): string {
  return source
    .replace(/^[|>][-+\d]*/, (head) => ' '.repeat(head.length))
    .replace(/\$\{\{[^{}]*\}\}/g, (all) => `$_${'x'.repeat(all.length - 2)}`);
}

function collect(
  document: YamlDocument,
  node: YamlNode | null,
  isScript: boolean,
  found: TextSpan[],
  budget: { left: number },
  depth: number,
): void {
  if (depth > DEPTH || --budget.left < 0) return;
  const text = isScript ? document.text(node) : undefined;
  if (text) found.push(text.at);
  for (const { name, value } of document.entries(node))
    collect(document, value, SCRIPTS.test(name), found, budget, depth + 1);
  for (const item of document.items(node) ?? []) collect(document, item, isScript, found, budget, depth + 1);
}
