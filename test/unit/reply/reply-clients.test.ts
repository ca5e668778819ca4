import assert from 'node:assert/strict';
import test from 'node:test';
import { clientsFailing, clientsReading, type ClientId, type Dialled } from '../../../core/reply/index.js';

const PASV_CLIENTS: readonly ClientId[] = [
  'ftplib',
  'basic-ftp',
  'curl',
  'lftp',
  'WinSCP',
  'FileZilla',
  'nmap',
  'Wireshark',
  'conntrack',
];

/** Each row: the reply, then one cell per client. `ok` is 192.0.2.5:40000, `-` means that it cannot read it. */
const PASV_TABLE = `
227 Entering Passive Mode (192,0,2,5,156,64).        ok ok ok ok ok ok ok ok ok
227 Entering Passive Mode (192,0,2,5,156,64)         ok ok ok ok ok ok ok ok ok
227 Entering Passive Mode 192,0,2,5,156,64           ok ok ok ok ok ok - ok ok
227 =192,0,2,5,156,64                                ok ok ok ok ok - - ok ok
227 Entering passive mode. 192,0,2,5,156,64          ok ok ok ok ok ok - ok ok
227 Entering Passive Mode (192.0.2.5.156.64)         - - - - ok - - - -
227 Entering Passive Mode (192.0.2.5,156,64)         - - - - ok - - - -
227 Entering Passive Mode (192, 0, 2, 5, 156, 64)    - - - ok 192._0._2._5:40000 - - ok -
227 PASV ok 2 (192,0,2,5,156,64)                     ok ok ok ok ok ok ok ok -
227-Entering⏎227 (192,0,2,5,156,64)                  ok ok ok ok ok ok ok ok -
227 Entering Passive Mode (192,0,2,5,412,64)         192.0.2.5:105536 ok - ok 192.0.2.5:105536 - 192.0.2.5:105536 ok -
227 Entering Passive Mode (192,0,2,5,156,-192)       - ok - ok 192.0.2.5:39744 - - ok -
227 Entering Passive Mode (1216,256,2,127,127,127)   1216.256.2.127:32639 1216.256.2.127:32639 - 192.0.2.127:32639 1216.256.2.127:32639 - 1216.256.2.127:32639 192.0.2.127:32639 -
227 Entering Passive Mode (192,0,2,5,0,0)            192.0.2.5:0 192.0.2.5:0 192.0.2.5:0 192.0.2.5:0 192.0.2.5:0 192.0.2.5:0 192.0.2.5:0 192.0.2.5:0 192.0.2.5:0
227 Entering Passive Mode (|1|192.0.2.5|40000|)      - - - - - - - - -
227 Entering Passive Mode (2,233,252).               - - - - - - - - -
227 Entering Passive Mode (192,0,2,5,156,64,7)       ok ok ok ok - - - ok -
200 Entering Passive Mode (192,0,2,5,156,64)         - ok - - ok ok ok - -
`;

const EPSV_CLIENTS: readonly ClientId[] = ['ftplib', 'basic-ftp', 'curl', 'lftp', 'nmap'];

const EPSV_TABLE = `
229 Entering Extended Passive Mode (|||40000|)                 ok ok ok ok ok
229 Entering Extended Passive Mode (|||40000|).                ok ok ok ok ok
229 Extended Passive Mode OK (|||40000|)                       ok ok ok ok ok
229 Entering Extended Passive Mode (!!!40000!)                 ok ok ok ok ok
229 Entering Extended Passive Mode (||40000|)                  - - - - -
229 Entering Extended Passive Mode |||40000|                   - ok - - -
229 Entering Extended Passive Mode (|1|192.0.2.5|40000|)       ok - - - -
229 Entering Extended Passive Mode (|||99999|)                 99999 99999 - 99999 99999
229 Entering Extended Passive Mode (|||0|)                     0 0 0 0 0
229 (see help) Entering (|||40000|)                            - ok - - ok
229 Entering Extended Passive Mode (###40000#)                 ok - ok ok ok
`;

function rows(table: string, clients: number): { reply: string; cells: readonly string[] }[] {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const words = line.split(' ').filter((word) => word !== '');
      const cells = words.slice(-clients);
      const reply = line.slice(0, line.lastIndexOf(` ${cells.join(' ')}`)).trim();
      return { reply: reply.replace('⏎', '\n'), cells };
    });
}

function cell(dials: Dialled | null): string {
  if (!dials) return '-';
  if (dials.host === null) return dials.port === 40000 ? 'ok' : String(dials.port);
  const text = `${dials.host}:${dials.port}`;
  return text === '192.0.2.5:40000' ? 'ok' : text.replaceAll(' ', '_');
}

for (const [table, clients] of [
  [PASV_TABLE, PASV_CLIENTS],
  [EPSV_TABLE, EPSV_CLIENTS],
] as const) {
  for (const { reply, cells } of rows(table, clients.length)) {
    test(`who reads ${JSON.stringify(reply)}`, () => {
      const readings = clientsReading(reply);
      assert.deepEqual(
        readings.map(({ client }) => client),
        clients,
      );
      assert.deepEqual(
        readings.map(({ dials }) => cell(dials)),
        cells,
      );
    });
  }
}

test('the clients that fail are named', () => {
  const reply = '227 Entering Passive Mode 192,0,2,5,156,64';
  assert.deepEqual(clientsFailing(reply, '192.0.2.5', 40000), ['nmap']);
  assert.deepEqual(clientsFailing('229 x (###40000#)', null, 40000), ['basic-ftp']);
});

test('no reply makes a client reader throw or hang', () => {
  const nasty = [
    '',
    '2',
    '227',
    '227 ',
    '229 (',
    '229 ()',
    '227 '.padEnd(100_000, '1,'),
    '227 '.padEnd(100_000, '1'),
  ];
  nasty.push('229 ' + '('.repeat(100_000), '229 ' + '|'.repeat(100_000), '227 ' + '-'.repeat(100_000));
  for (const reply of nasty) assert.ok(clientsReading(reply).length > 0);
});
