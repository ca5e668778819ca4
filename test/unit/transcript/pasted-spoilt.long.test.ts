// What people's tools do to a log on its way changes no verdict.
import assert from 'node:assert/strict';
import test from 'node:test';
import { isRight, pastedTexts, toldFirst } from './pasted-texts.js';

type Spoiling = (line: string, number: number) => string;

const twoDigits = (number: number): string => String(number % 60).padStart(2, '0');

function html(line: string): string {
  return `${line.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')}<br>`;
}

const SPOILINGS: Readonly<Record<string, Spoiling>> = {
  'a time in front': (line, number) =>
    `2024-03-05 10:${twoDigits(Math.floor(number / 60))}:${twoDigits(number)} ${line}`,
  'code marks': (line) => `\`${line}\``,
  HTML: html,
  'trailing blanks': (line) => `${line}   `,
  'no-break spaces': (line) => line.replace(/ /g, '\u00a0'),
  'quotation marks': (line) => `> ${line}`,
};

/** By spoiling and text, why another verdict is reached. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  'a time in front': [
    // The object no longer begins the line; loggers write it alone.
    'ftp-srv writes bunyan’s objects',
    // Its commands look like quoted lines, and the time makes them a log of another format.
    'an old node-ftp, nothing is sent after 150',
    // Prose with a time before each line is none that people write: what it quotes counts as logged.
    'SOUND a review of PHP',
    'SOUND advice on 425',
    // One line, whose time hides that a function's name begins it.
    'PHP hands on the reply to PORT',
  ],
  HTML: [
    // Entities keep their width, so that places stay right: what they widen is no mark of its format any more.
    'Perl, the file server is lost',
    'Bitvise’s record over several lines',
    'a client prints Sent and Recv, a name in the 227',
    'an old pyftpdlib, wrapped by a mail program',
    'FileZilla Server with Persian years, a name',
  ],
};

for (const [spoiling, spoil] of Object.entries(SPOILINGS))
  test(`pasted logs with ${spoiling} are judged as without`, () => {
    const changed = pastedTexts().filter((text) => {
      const spoilt = toldFirst(text.lines.map((line, number) => (line === '' ? line : spoil(line, number))));
      return spoilt !== toldFirst(text.lines) && !isRight(text, spoilt);
    });
    const names = changed.map(({ name }) => name);
    assert.deepEqual(names.sort(), [...(KNOWN[spoiling] ?? [])].sort());
  });
