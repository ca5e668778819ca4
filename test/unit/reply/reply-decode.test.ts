import assert from 'node:assert/strict';
import test from 'node:test';
import {
  decodeLine,
  explanation,
  problemText,
  type DecodeOptions,
  type Endpoint,
} from '../../../core/reply/index.js';

/** The part of a line that was recognised, where it points, and what is odd about it. */
function seen(line: string, options: DecodeOptions = {}): string[] {
  return decodeLine(line, options).map((endpoint) => {
    assert.equal(
      line.slice(endpoint.character, endpoint.character + endpoint.length).replaceAll('\\|', '|'),
      endpoint.text,
    );
    return [endpoint.kind, explanation(endpoint), endpoint.addressClass, ...endpoint.problems].join(' ');
  });
}

function only(line: string, options: DecodeOptions = {}): Endpoint {
  const [endpoint, ...more] = decodeLine(line, options);
  assert.ok(endpoint && more.length === 0, line);
  return endpoint;
}

/** A line, and what is found in it; none for a text that is no reply at all. */
const SHAPES: readonly (readonly [line: string, ...found: string[]])[] = [
  ['227 Entering Passive Mode (8,8,8,8,82,109).', 'PASV 8.8.8.8:21101 = 82 × 256 + 109 public'],
  ['227 Entering Passive Mode (8,8,8,8,4,2)', 'PASV 8.8.8.8:1026 = 4 × 256 + 2 public'],
  ['227 Entering passive mode (8,8,8,8,233,208).', 'PASV 8.8.8.8:59856 = 233 × 256 + 208 public'],
  ['227 Entering Passive Mode. (8,8,8,8,4,51)', 'PASV 8.8.8.8:1075 = 4 × 256 + 51 public'],
  ['227 Entering passive mode. 8,8,8,8,4,51', 'PASV 8.8.8.8:1075 = 4 × 256 + 51 public pasv-shape'],
  [
    '227 192,168,1,39,184,244',
    'PASV 192.168.1.39:47348 = 184 × 256 + 244 private pasv-addr-private pasv-shape',
  ],
  ['227 =10,0,0,1,4,51', 'PASV 10.0.0.1:1075 = 4 × 256 + 51 private pasv-addr-private pasv-shape'],
  ['227 Entering Passive Mode (8,8,8,8,4,51', 'PASV 8.8.8.8:1075 = 4 × 256 + 51 public pasv-shape'],
  ['227 Enabled Passive Mode (8,8,8,8,4,51)', 'PASV 8.8.8.8:1075 = 4 × 256 + 51 public'],
  ['227 OK (8,8,8,8,4,51)', 'PASV 8.8.8.8:1075 = 4 × 256 + 51 public'],
  [
    '227 Data transfer will passively listen to 8,8,8,8,4,51',
    'PASV 8.8.8.8:1075 = 4 × 256 + 51 public pasv-shape',
  ],
  ['227 Entrando en modo pasivo (8,8,8,8,4,51)', 'PASV 8.8.8.8:1075 = 4 × 256 + 51 public'],
  ['227 Entrando no modo passivo (8,8,8,8,4,51).', 'PASV 8.8.8.8:1075 = 4 × 256 + 51 public'],
  ['227 进入被动模式 (8,8,8,8,4,51)', 'PASV 8.8.8.8:1075 = 4 × 256 + 51 public'],
  ['227 Entering Passive Mode( **, **, **, **, 143,225).', 'PASV ?:36833 = 143 × 256 + 225  masked'],
  ['227 (0,0,0,0,137,217)', 'PASV 0.0.0.0:35289 = 137 × 256 + 217 unspecified pasv-addr-zero'],
  [
    '227 Entering Passive Mode (0:0:0:0:0:0:0:1,219,195).',
    'PASV [::1]:56259 = 219 × 256 + 195 loopback pasv-addr-loopback pasv-unparsable',
  ],
  ['227 Entering Passive Mode (x,x,x,x,238,85)', 'PASV ?:61013 = 238 × 256 + 85  masked'],
  ['227 Entering Passive Mode (nnn,nnn,nnn,nnn,224,153)', 'PASV ?:57497 = 224 × 256 + 153  masked'],
  ['227 Entering Passive Mode (_,_,_,_,195,93)', 'PASV ?:50013 = 195 × 256 + 93  masked'],
  ['227 Entering Passive Mode (192,0,XXX,XXX,128,133)', 'PASV ?:32901 = 128 × 256 + 133  masked'],
  [
    '227 Entering Passive Mode (192,168,XXX,XXX,128,133)',
    'PASV ?:32901 = 128 × 256 + 133 private pasv-addr-private masked',
  ],
  ['227 Entering Passive Mode (<my,public,ip,address>,141,112)', 'PASV ?:36208 = 141 × 256 + 112  masked'],
  ...['x.x.x.x', 'XXX.XXX.XXX.XXX', '[redacted]', 'REDACTED', '<my ip>', 'my.ip.here'].map(
    (mask): readonly [string, string] => [
      `227 Entering Passive Mode (${mask},141,112)`,
      'PASV ?:36208 = 141 × 256 + 112  masked',
    ],
  ),
  ['227 Entering Passive Mode (números)', 'PASV ?:?  masked'],
  ['227 Entering Passive Mode (', 'PASV ?:?  truncated'],
  ['227 Entering Passive Mode', 'PASV ?:?  truncated'],
  ['227 Missing IP', 'PASV ?:?  truncated'],
  ['227 Entering Passive Mode (192,168,1,', 'PASV ?:? private pasv-addr-private truncated'],
  ['227 Entering Passive Mode (1216,256,2,127,127,127)', 'PASV ?:32639 = 127 × 256 + 127  pasv-shape'],
  [
    '227 Entering Passive Mode (8,8,8,8,257,243)',
    'PASV 8.8.8.8:? = 257 × 256 + 243 public pasv-port-bad pasv-shape',
  ],
  [
    '227 Entering Passive Mode (8,8,8,8,156,-192)',
    'PASV 8.8.8.8:? = 156 × 256 + (−192) public pasv-port-bad pasv-shape',
  ],
  ['227 Entering Passive Mode (192,168,1,100,229)', 'PASV ?:? private pasv-addr-private pasv-unparsable'],
  ['227 Entering Passive Mode (2,233,252).', 'PASV ?:?  pasv-unparsable'],
  ['227 Entering Passive Mode (8,8,8,8,156,64,7)', 'PASV 8.8.8.8:40000 = 156 × 256 + 64 public pasv-shape'],
  [
    '227 Entering Passive Mode (8.8.8.8.156.64)',
    'PASV 8.8.8.8:40000 = 156 × 256 + 64 public pasv-unparsable',
  ],
  [
    '227 Entering Passive Mode (8, 8, 8, 8, 156, 64)',
    'PASV 8.8.8.8:40000 = 156 × 256 + 64 public pasv-shape',
  ],
  ['227 Entering Passive Mode (|1|8.8.8.8|40000|)', 'PASV 8.8.8.8:40000 public pasv-unparsable'],
  ['227 (15,128)', 'PASV ?:3968 = 15 × 256 + 128  truncated'],
  ['200 Entering Passive Mode (8,8,8,8,156,64)', 'PASV 8.8.8.8:40000 = 156 × 256 + 64 public pasv-shape'],
  ['227 Entering Passive Mode (8,8,8,8,19,196)', 'PASV 8.8.8.8:5060 = 19 × 256 + 196 public pasv-port-hot'],
  ['227 Entering Passive Mode (8,8,8,8,0,0)', 'PASV 8.8.8.8:0 = 0 × 256 + 0 public pasv-port-bad'],
  [
    '227 Entering Passive Mode (100,64,7,7,156,64)',
    'PASV 100.64.7.7:40000 = 156 × 256 + 64 shared pasv-addr-reserved',
  ],
  [
    '228 Entering Long Passive Mode (4,4,192,168,0,1,2,12,34)',
    'PASV 192.168.0.1:3106 = 12 × 256 + 34 private pasv-addr-private',
  ],
  ['229 Entering Extended Passive Mode (|||50006|)', "EPSV port 50006 on the server's own address "],
  ['229 Entering Extended Passive Mode (|||50006|).', "EPSV port 50006 on the server's own address "],
  ['229 Extended Passive mode OK (|||33693|)', "EPSV port 33693 on the server's own address "],
  ['229 ok (|||1234|)', "EPSV port 1234 on the server's own address "],
  ['229 Entering Extended Passive Mode (!!!6446!)', "EPSV port 6446 on the server's own address "],
  ['229 Entering Extended Passive Mode (~~~3106~)', "EPSV port 3106 on the server's own address  epsv-shape"],
  ['229 Entering Extended Passive Mode (|!!3106!)', "EPSV port 3106 on the server's own address  epsv-bad"],
  ['229 Entering Extended Passive Mode (   3106 )', "EPSV port 3106 on the server's own address  epsv-bad"],
  ['229 Entering Extended Passive Mode (!!6446!)', "EPSV port 6446 on the server's own address  epsv-bad"],
  ['229 Entering Extended Passive Mode (|||1000000|)', 'EPSV ?:?  pasv-port-bad epsv-bad'],
  ['229 Entering Extended Passive Mode |||40000|', "EPSV port 40000 on the server's own address  epsv-bad"],
  ['229 (see help) Entering (|||40000|)', "EPSV port 40000 on the server's own address  epsv-shape"],
  ['229 Entering Extended Passive Mode (|1|8.8.8.8|40000|)', 'EPSV 8.8.8.8:40000 public epsv-bad'],
  ['229 Entering Extended Passive Mode (|||n|).', 'EPSV ?:?  masked'],
  ['229 Entering Extended Passive Mode (|||', 'EPSV ?:?  truncated'],
  [
    '| 229 Entering Extended Passive Mode (\\|\\|\\|40000\\|) | yes |',
    "EPSV port 40000 on the server's own address ",
  ],
  ['PORT 10,0,0,7,235,90', 'PORT 10.0.0.7:60250 = 235 × 256 + 90 private act-addr-private'],
  ['PORT x,x,x,x,235,90', 'PORT ?:60250 = 235 × 256 + 90  masked'],
  ['PORT 8,8,8,8,0,80', 'PORT 8.8.8.8:80 = 0 × 256 + 80 public act-port-bad'],
  ['PORT 192,168,1,100,229', 'PORT ?:? private act-addr-private act-unparsable'],
  ['EPRT |1|127.0.0.1|51353|', 'EPRT 127.0.0.1:51353 loopback act-addr-loopback'],
  ['EPRT |2|2606:4700::1111|46799|', 'EPRT [2606:4700::1111]:46799 public'],
  ['LPRT 4,4,8,8,8,8,2,12,34', 'PORT 8.8.8.8:3106 = 12 × 256 + 34 public'],
  // No replies at all.
  ['PORT 8080'],
  ['port 21,990'],
  ['modprobe nf_conntrack_ftp ports=21,990'],
  ['open port 21,22,25,53,80,110 in the firewall'],
  ['iptables -A INPUT -p tcp -m multiport --dports 20,21,22,80,110,143 -j ACCEPT'],
  ['-A INPUT -p tcp --dport 30000:30100 -j ACCEPT # 227 rules'],
  ['227:  foo(1,2,3,4,5,6);'],
  ['227-  foo(10,20,30,40,50,60);'],
  ['   227\tfoo(1,2,3,4,5,6)'],
  ['-rw-r--r-- 1 u g 227 Jan  1 12:00 file(1,2,3,4,5,6)'],
  ['see line 227 (15,128)'],
  ['file.c:227: error (1,2)'],
  ['rgb(227, 15, 128)'],
  ['size 227 1,2,3,4,5,6'],
  ['@@ -227,6 +229,7 @@ int main(void)'],
  ['const PORT = 3000; // 1,2,3,4,5,6'],
  ['listen_port=227'],
  ['pasv_min_port=22900'],
  ['227 Entering Passive Mode (h1,h2,h3,h4,p1,p2).'],
  ['PORT h1,h2,h3,h4,p1,p2'],
  ['229 Entering Extended Passive Mode (|||port|)'],
  ['The reply 227 Entering Passive Mode means that the server listens.'],
  ['500 Illegal PORT command.'],
  ['200 PORT command successful. Consider using PASV.'],
  ['229,227,1,2,3,4,5'],
];

for (const [line, ...found] of SHAPES) {
  test(`decodes ${line.slice(0, 70)}`, () => {
    assert.deepEqual(
      seen(line).map((text) => text.trimEnd()),
      found.map((text) => text.trimEnd()),
    );
  });
}

test('the worked examples of port arithmetic', () => {
  const examples = {
    '90,160': 23200,
    '15,128': 3968,
    '12,166': 3238,
    '100,200': 25800,
    '195,80': 50000,
    '20,0': 5120,
    '4,1': 1025,
    '255,255': 65535,
  };
  for (const [numbers, port] of Object.entries(examples)) {
    assert.equal(only(`227 Entering Passive Mode (8,8,8,8,${numbers}).`).port, port);
    assert.equal(only(`PORT 8,8,8,8,${numbers}`).port, port);
  }
});

/** What logs, mails and programs put round a reply. */
const WRAPPINGS: readonly string[] = [
  '< %',
  '> %',
  '<--- %',
  '\t<--- %',
  "*resp* '%'",
  "*get* '%\\r\\n'",
  "[connection] < '%\\r\\n'",
  'Sat Nov 21 06:29:23 2026 [pid 3] [u] FTP response: Client "::ffff:127.0.0.1", "%"',
  '    5 0.1 127.0.0.1 → 127.0.0.1 FTP 113 Response: %',
  '    %\\r\\n',
  'Response:\t%',
  '> Response: %',
  '< 2017-06-03 23:27:07.449 %',
  '[R] %',
  'FTP received: %',
  '[D 2026-03-01 10:00:00] 203.0.113.10:40112-[anna] -> %',
  'level=debug line=%',
  '<response:1>: %',
  '+%',
  '-< %',
  'I get `%` and then nothing',
  '"%"',
  '0000: %',
  '(%)',
  '"reply": "%\\r\\n",',
];

test('a reply is found in every wrapping, at its place', () => {
  for (const reply of [
    '227 Entering Passive Mode (8,8,8,8,240,143).',
    '229 Entering Extended Passive Mode (|||61583|)',
    '227 8,8,8,8,240,143',
  ]) {
    const tuple = /[(|\d,]+\)?(?=\.?$)/.exec(reply)?.[0] ?? '';
    for (const wrapping of WRAPPINGS) {
      const line = wrapping.replace('%', reply);
      const endpoint = only(line);
      assert.equal(endpoint.port, 61583, line);
      assert.equal(endpoint.character, line.lastIndexOf(tuple.replace(/^ /, '')), line);
      assert.deepEqual(endpoint.problems, only(reply).problems, line);
    }
  }
});

test('several endpoints of one line', () => {
  const line =
    'We got `227 Entering Passive Mode (10,0,0,5,240,143)` and sent `PORT 10,0,0,7,235,90`, then `EPRT |2|::1|46799|`.';
  assert.deepEqual(
    decodeLine(line).map(({ kind, port }) => [kind, port]),
    [
      ['PASV', 61583],
      ['PORT', 60250],
      ['EPRT', 46799],
    ],
  );
});

test('the two numbers of a shortened reply take the address of the control connection', () => {
  const endpoint = only('227 (15,128)', { peer: '192.168.1.10' });
  assert.equal(explanation(endpoint), '192.168.1.10:3968 = 15 × 256 + 128');
});

test('a reply on two lines needs the line before', () => {
  const line = '     (0,0,0,0,137,217)';
  assert.deepEqual(seen(line), []);
  assert.deepEqual(seen(line, { previous: '227: listen socket created' }), [
    'PASV 0.0.0.0:35289 = 137 × 256 + 217 unspecified pasv-addr-zero',
  ]);
  assert.deepEqual(seen(line, { previous: '226 Directory send OK.' }), []);
});

test('an address is judged by who is told', () => {
  const problems = (address: string, options: DecodeOptions): readonly string[] =>
    only(`227 Entering Passive Mode (${address.replaceAll('.', ',')},156,64).`, options).problems;
  assert.deepEqual(problems('10.0.0.5', {}), ['pasv-addr-private']);
  assert.deepEqual(problems('10.0.0.5', { peer: '8.8.8.8' }), ['pasv-addr-private']);
  assert.deepEqual(problems('10.0.0.5', { peer: '10.0.0.5' }), []);
  assert.deepEqual(problems('10.0.0.5', { peer: '192.168.1.1' }), []);
  assert.deepEqual(problems('10.0.0.5', { client: '10.9.9.9' }), []);
  assert.deepEqual(problems('10.0.0.5', { client: '9.9.9.9' }), ['pasv-addr-private']);
  assert.deepEqual(problems('127.0.0.1', { peer: '::1' }), ['pasv-over-v6']);
  assert.deepEqual(problems('127.0.0.1', { peer: '127.0.0.1' }), []);
  assert.deepEqual(problems('8.8.8.8', { peer: '8.8.4.4' }), ['pasv-addr-diff']);
  assert.deepEqual(problems('8.8.8.8', { peer: '10.0.0.5' }), ['pasv-addr-public-on-lan']);
  assert.deepEqual(problems('8.8.8.8', { peer: '::ffff:8.8.8.8' }), []);
  assert.deepEqual(problems('192.0.2.5', {}), ['pasv-addr-reserved']);
  // Laboratories give the documentation blocks the part of public addresses.
  assert.deepEqual(problems('10.0.0.5', { peer: '198.51.100.20' }), ['pasv-addr-private']);
  assert.deepEqual(problems('198.51.100.20', { peer: '198.51.100.21' }), ['pasv-addr-diff']);
  assert.deepEqual(problems('0.0.0.0', { peer: '0.0.0.0' }), ['pasv-addr-zero']);
  assert.deepEqual(only('PORT 10,0,0,7,235,90', { peer: '10.0.0.5' }).problems, []);
  assert.deepEqual(only('PORT 10,0,0,7,235,90', { client: '10.0.0.7' }).problems, []);
  assert.deepEqual(only('PORT 10,0,0,7,235,90', { client: '9.9.9.9' }).problems, ['act-addr-private']);
});

test('a port outside the configured range', () => {
  const range = { low: 3001, high: 3100 };
  assert.deepEqual(only('229 x (|||3238|)', { range }).problems, ['pasv-range-out']);
  assert.deepEqual(only('229 x (|||3100|)', { range }).problems, []);
  assert.deepEqual(only('PORT 8,8,8,8,12,166', { range }).problems, []);
});

test('every problem has one sentence', () => {
  const ids = new Set(SHAPES.flatMap(([line]) => decodeLine(line).flatMap(({ problems }) => problems)));
  assert.ok(ids.size > 12);
  for (const id of ids) assert.match(problemText(id), /^[A-Z].*\.$/);
});
