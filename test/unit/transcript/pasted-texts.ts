import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { diagnoseTranscript } from '../../../core/verdict/index.js';

const FOLDER = 'test/fixtures/pasted';
/**
 * `#### what it is: IDS`, then a text: what is said first above information; `-`: nothing. After `~`: what is near
 * enough; where silence is, so is a finding that quotes what failed and names no cause.
 */
const HEAD = /^#### (.+): ([-A-Z0-9|]+)(?: ~ ([-A-Z0-9|]+))?$/;

export interface PastedText {
  readonly file: string;
  readonly name: string;
  readonly lines: readonly string[];
  readonly right: readonly string[];
  readonly near: readonly string[];
}

export function pastedTexts(): readonly PastedText[] {
  return readdirSync(FOLDER).flatMap((file) =>
    readFileSync(path.join(FOLDER, file), 'utf8')
      .split(/^(?=#### )/m)
      .map((piece) => {
        const [head = '', ...lines] = piece.split('\n');
        const [, name = head, right = '', near = ''] = HEAD.exec(head) ?? [];
        return { file, name, lines, right: right.split('|'), near: near.split('|') };
      }),
  );
}

/** The id of what is said first above information; `-`: nothing. */
export function toldFirst(lines: readonly string[]): string {
  const { findings } = diagnoseTranscript(lines.join('\n'));
  return findings.find(({ severity }) => severity !== 'information')?.id ?? '-';
}

export function isRight({ right, near }: PastedText, told: string): boolean {
  return right.includes(told) || near.includes(told === 'CTL-NO-LISTING' ? '-' : told) || near.includes(told);
}
