// FileZilla's window in every language of its package: one dialogue for each situation, and the same verdict in all.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { diagnoseTranscript } from '../../core/verdict/index.js';

const LOCALES = '/usr/share/locale';
const FILES = (existsSync(LOCALES) ? readdirSync(LOCALES) : [])
  .map((name) => path.join(LOCALES, name, 'LC_MESSAGES/filezilla.mo'))
  .filter((file) => existsSync(file));

/** A catalogue of GNU gettext: the sentence in English, and what the language says; the last form of a plural. */
function catalogue(file: string): ReadonlyMap<string, string> {
  const bytes = readFileSync(file);
  const isLittle = bytes.readUInt32LE(0) === 0x950412de;
  const word = (at: number): number => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const [count, originals, translations] = [word(8), word(12), word(16)];
  const forms = (table: number, i: number): readonly string[] => {
    const [length, start] = [word(table + 8 * i), word(table + 8 * i + 4)];
    return bytes.toString('utf8', start, start + length).split('\0');
  };
  return new Map(
    Array.from({ length: count }, (_, i) => [
      forms(originals, i)[0] ?? '',
      forms(translations, i).at(-1) ?? '',
    ]),
  );
}

type Say = (english: string, value?: string) => string;

const SECONDS = 'Connection timed out after %d second of inactivity';

/** Each situation as its lines, with the finding that comes first. */
function situations(say: Say): Readonly<Record<string, readonly [want: RegExp, lines: readonly string[]]>> {
  const status = (text: string): string => `${say('Status:')}\t${text}`;
  const command = (text: string): string => `${say('Command:')}\t${text}`;
  const reply = (text: string): string => `${say('Response:')}\t${text}`;
  const error = (text: string): string => `${say('Error:')}\t${text}`;
  const dialling = status(say('Connecting to %s...', '192.0.2.10:21'));
  const login = [
    dialling,
    status(say('Connection established, waiting for welcome message...')),
    reply('220 (vsFTPd 3.0.5)'),
    command('USER anna'),
    reply('331 Please specify the password.'),
    command('PASS ****'),
  ];
  const ready = [
    ...login,
    reply('230 Login successful.'),
    status(say('Logged in')),
    status(say('Retrieving directory listing...')),
    command('PASV'),
  ];
  const outer = [...ready, reply('227 Entering Passive Mode (192,0,2,10,200,1).')];
  const inner = [...ready, reply('227 Entering Passive Mode (10,1,2,3,200,1).')];
  const silent = error(say(SECONDS, '20'));
  const failed = error(say('Failed to retrieve directory listing'));
  const refused = `ECONNREFUSED - ${say('Connection refused by server')}`;
  const replaced = 'Server sent passive reply with unroutable address. Using server address instead.';
  const gaveUp = 'Server sent passive reply with unroutable address. Passive mode failed.';
  return {
    'data port silent': [/^DATA-DROP$/, [...outer, command('LIST'), silent, failed]],
    'data port refused': [
      /^DATA-REJECT$/,
      [
        ...outer,
        command('LIST'),
        error(say('The data connection could not be established: %s', refused)),
        silent,
        failed,
      ],
    ],
    'unroutable, replaced': [
      /^(?:DATA-DROP|PASV-ADDR-PRIVATE)$/,
      [...inner, status(say(replaced)), command('LIST'), silent, failed],
    ],
    'unroutable, gave up': [/^PASV-ADDR-PRIVATE$/, [...inner, error(say(gaveUp)), failed]],
    'control port silent': [
      /^NET-CTRL-TIMEOUT$/,
      [dialling, silent, error(say('Could not connect to server'))],
    ],
    'wrong password': [
      /^AUTH-BAD$/,
      [...login, reply('530 Login incorrect.'), error(say('Could not connect to server'))],
    ],
    'closed by the server': [
      /^CTL-DIES-ON-DATA$/,
      [...outer, command('LIST'), error(say('Connection closed by server')), failed],
    ],
    sound: [
      /^$/,
      [
        ...outer,
        command('LIST'),
        reply('150 Here comes the directory listing.'),
        reply('226 Directory send OK.'),
        status(say('Directory listing of "%s" successful', '/')),
      ],
    ],
  };
}

test(`FileZilla in ${FILES.length} languages`, { skip: FILES.length === 0 && 'no filezilla-common' }, () => {
  assert.ok(FILES.length > 50);
  for (const file of FILES) {
    const table = catalogue(file);
    const say: Say = (english, value = '') => {
      const said = table.get(english) ?? '';
      return (said === '' ? english : said).replace(/%[sd]/, () => value);
    };
    for (const [name, [want, lines]] of Object.entries(situations(say))) {
      const { findings } = diagnoseTranscript(lines.join('\n'));
      const first = findings.find(({ severity }) => severity !== 'information')?.id ?? '';
      assert.match(first, want, `${path.relative(LOCALES, file)}: ${name}\n${lines.join('\n')}`);
    }
  }
});
