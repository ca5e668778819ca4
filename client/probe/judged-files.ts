import type * as vscode from 'vscode';
import type { Finding } from '../../core/verdict/index.js';
import { shortName } from '../config/config-files.js';
import type { FirewallAtHand } from '../firewall/firewall-witnesses.js';
import { linesInFile, markedLines } from '../config/mark-lines.js';
import type { JudgedFile } from './probe-marks.js';
import type { ConfigAtHand, Judged } from './run-view.js';

/** By the names that findings give them. */
export function namedFiles(
  config: ConfigAtHand | undefined,
  firewall: Judged['firewall'],
): ReadonlyMap<string, vscode.Uri> {
  return new Map([
    ...(firewall ?? []).flatMap(({ parts }) => parts.map(({ path, uri }) => [path, uri] as const)),
    ...(config ? [[shortName(config.document.uri), config.document.uri] as const] : []),
  ]);
}

/** What was found of each file that a run was compared with. */
export function judgedFiles(
  findings: readonly Finding[],
  { document, model }: ConfigAtHand,
  firewall: readonly FirewallAtHand[] | null,
): readonly JudgedFile[] {
  const range = model.passiveRange();
  const config = {
    uri: document.uri,
    text: model.document.source.text,
    marked: markedLines(findings, model.document),
    isConfig: true,
    range: range ? ([range.low, range.high] as const) : null,
  };
  const parts = (firewall ?? []).flatMap((one) => one.parts);
  const files = parts.map(({ uri, path, text }) => ({
    uri,
    text,
    marked: linesInFile(findings, path),
    isConfig: false,
    range: null,
  }));
  return [config, ...files];
}
