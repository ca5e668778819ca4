import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  build,
  ConfigModel,
  dotted,
  inetAton,
  readConfig,
  sourceFromBytes,
  trim,
} from '../../core/config/index.js';
import { escaped, modelVerdict } from './compare.js';
import { withDaemons } from './daemon-test.js';
import type { Daemon } from './daemons.js';
import { randomAddress, randomNumber } from './generate.js';
import type { Bytes } from './parser-oracle.js';
import { Random, roundsOf, seedOfRun } from './random.js';
import { noSessionReason, SessionLab } from './session.js';
import { BLANKS, NUMBERS } from './shapes.js';

const skip = noSessionReason() ?? false;
/** Numbers and addresses that are drawn, besides those that are listed. */
const DRAWN = roundsOf(10, 500);
const seed = seedOfRun();
const random = new Random(seed);
const lab = new SessionLab();
after(() => {
  lab.remove();
});

function model(config: Bytes, daemon: Daemon): ConfigModel {
  return new ConfigModel(readConfig(sourceFromBytes(Buffer.from(config, 'latin1'))), daemon.build);
}

withDaemons('the model computes the values of the daemon', (daemon) => {
  test('numbers, as STAT and the mode of a new folder show them', { skip }, async (t) => {
    t.diagnostic(`SEED=${seed}`);
    const numbers = [...NUMBERS, ...BLANKS.map((blank) => `${blank}022`), ...many(DRAWN, randomNumber)];
    for (const text of numbers) await sameNumbers(daemon, text);
  });

  test('pasv_address, as 227 shows it', { skip }, async () => {
    for (const text of [...ADDRESSES, ...many(DRAWN, randomAddress)]) await sameAddress(daemon, text);
  });

  test('the passive range, as EPSV shows it', { skip }, async () => {
    const drawn = many(
      12,
      () => `pasv_min_port=${random.between(0, 66_000)}\npasv_max_port=${random.between(0, 66_000)}\n`,
    );
    for (const config of [...RANGES, ...drawn]) await sameRange(daemon, config);
  });

  test('texts, as the greeting shows them', { skip }, async () => {
    const drawn = many(DRAWN, () => {
      const [before, behind] = [random.pick(BLANKS), random.pick(BLANKS)];
      return (
        before + random.word(['a', ' ', '=', '#', '"', '\xe9', '\t', '\\'], random.between(0, 9)) + behind
      );
    });
    for (const text of [...BANNERS, ...drawn]) await sameBanner(daemon, text);
  });
});

function many(count: number, make: (random: Random) => Bytes): Bytes[] {
  return Array.from({ length: count }, () => make(random));
}

let folders = 0;

async function sameNumbers(daemon: Daemon, text: Bytes): Promise<void> {
  const config = `idle_session_timeout=${text}\nanon_max_rate=${text}\nanon_umask=${text}\n`;
  if (modelVerdict(config, daemon.build).verdict !== 'accepts') return;
  const own = model(config, daemon);
  const folder = `${daemon.build.id}-${folders++}`;
  const said = await lab.talk(daemon, config, ['STAT', `MKD up/${folder}`]);
  const timeout = /Session timeout in seconds is (\d+)|No session timeout/.exec(said);
  const rate = /limit in byte\/s is (\d+)|No session bandwidth limit/.exec(said);
  assert.ok(timeout && rate, `${escaped(text)}: ${said}`);
  assert.deepEqual(
    { timeout: Number(timeout[1] ?? 0), rate: Number(rate[1] ?? 0), mode: lab.modeOf(folder) },
    {
      timeout: own.number('idle_session_timeout'),
      rate: own.number('anon_max_rate'),
      mode: 0o777 & ~(own.number('anon_umask') ?? 0),
    },
    `${daemon.build.label}: ${escaped(text)}`,
  );
}

const ADDRESSES = [
  '10.0.0.1',
  '10.1',
  '010.1.2.3',
  '1.2.3.4 # nat',
  '1.2.3.4\t',
  '1.2.3.4.',
  '1.2.3.4.5',
  '1.2.3.256',
  '0x7f.1',
  '0X7F000001',
  '2130706433',
  '4294967295',
  '4294967296',
  '037777777777',
  '040000000000',
  '08.1.1.1',
  '0x',
  '0x.1',
  '1..2',
  '1,2,3,4',
  '"1.2.3.4"',
  '::1',
  '0.0.0.0',
  'ftp.example.test',
  '1.2.3.4\xa0',
  '١.2.3.4',
].map((text) => Buffer.from(text).toString('latin1'));

async function sameAddress(daemon: Daemon, text: Bytes): Promise<void> {
  const config = `pasv_address=${text}\n`;
  const value = trim(text.split('\0')[0] ?? '');
  if (value === '') return;
  const stored = model(config, daemon).text('pasv_address');
  assert.equal(stored, value);
  const address = inetAton(value);
  const said = await lab.talk(daemon, config, ['PASV']);
  const advertised = /\n227 Entering Passive Mode \((\d+),(\d+),(\d+),(\d+),\d+,\d+\)\.\r/.exec(said);
  const daemonSays =
    advertised?.slice(1).join('.') ?? (said.includes('500 OOPS: invalid pasv_address') ? 'OOPS' : said);
  assert.equal(daemonSays, address ? dotted(address) : 'OOPS', `${daemon.build.label}: ${escaped(text)}`);
}

const RANGES = [
  '',
  'pasv_min_port=0\npasv_max_port=0\n',
  'pasv_min_port=50000\npasv_max_port=50009\n',
  'pasv_min_port=60000\npasv_max_port=50000\n',
  'pasv_max_port=4000\n',
  'pasv_max_port=5001\n',
  'pasv_max_port=6000\n',
  'pasv_min_port=100\npasv_max_port=200\n',
  'pasv_min_port=100\npasv_max_port=2000\n',
  'pasv_min_port=1023\npasv_max_port=1200\n',
  'pasv_min_port=1024\npasv_max_port=1200\n',
  'pasv_min_port=1025\npasv_max_port=1200\n',
  'pasv_min_port=65530\n',
  'pasv_min_port=65530\npasv_max_port=65534\n',
  'pasv_min_port=65530\npasv_max_port=65535\n',
  'pasv_min_port=65530\npasv_max_port=70000\n',
  'pasv_min_port=65535\n',
  'pasv_min_port=65536\n',
  'pasv_min_port=-1\n',
  'pasv_min_port=70000\npasv_max_port=1100\n',
  'pasv_min_port=050000\npasv_max_port=050010\n',
  'pasv_min_port=abc\npasv_max_port=def\n',
  'pasv_min_port=50000-50010\n',
  'pasv_min_port=50000\npasv_min_port=40000\npasv_max_port=40050\n',
];

/** The chance that a right model fails: that 400 draws all miss the outer twentieth of the range, 2 in 10^9. */
const DRAWS = 400;

async function sameRange(daemon: Daemon, config: Bytes): Promise<void> {
  const range = model(config, daemon).passiveRange();
  assert.ok(range);
  const said = await lab.talk(
    daemon,
    config,
    Array.from({ length: DRAWS }, () => 'EPSV'),
  );
  const ports = [...said.matchAll(/\(\|\|\|(\d+)\|\)/g)].map((match) => Number(match[1]));
  const label = `${daemon.build.label}: ${escaped(config)} ${range.low}-${range.high}`;
  // A busy port of a narrow range may end the session early; 50 draws then tell less, but never wrongly.
  assert.ok(ports.length >= (range.size < 20 ? 1 : DRAWS), `${label}: ${said.slice(-200)}`);
  const [least, most] = [Math.min(...ports), Math.max(...ports)];
  assert.ok(least >= range.low && most <= range.high, `${label}: saw ${least}-${most}`);
  if (ports.length < DRAWS) return;
  const margin = range.size < 20 ? 0 : Math.ceil(range.size / 20);
  assert.ok(
    least <= range.low + margin && most >= range.high - margin,
    `${label}: saw only ${least}-${most}`,
  );
}

const BANNERS = [
  ' hi ',
  'hi # not a comment',
  '"quoted"',
  'a=b=c',
  'a  b',
  'hi\r',
  '\v hi \f',
  'a\0b',
  ' \xa0hi\xa0 ',
  '\x85hi',
  'h\ri',
  '',
];

async function sameBanner(daemon: Daemon, text: Bytes): Promise<void> {
  const config = `ftpd_banner=${text}\n`;
  if (modelVerdict(config, daemon.build).verdict !== 'accepts') return;
  const own = model(config, daemon).text('ftpd_banner');
  const said = await lab.talk(daemon, config, []);
  const greeting = said.slice(0, said.indexOf('\r\n230 '));
  // What leaves the daemon has each byte FF doubled, as Telnet wants it.
  const expected =
    own === null || own === undefined
      ? `(vsFTPd ${build(daemon.build.id).version})`
      : own.replaceAll('\xff', '\xff\xff');
  assert.equal(greeting, `220 ${expected}`, `${daemon.build.label}: ${escaped(text)}`);
}
