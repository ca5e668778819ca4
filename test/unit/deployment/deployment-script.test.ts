import assert from 'node:assert/strict';
import test from 'node:test';
import { readConfig, sourceFromText } from '../../../core/config/index.js';
import { startedWith } from '../../../core/deployment/index.js';
import { readFirewallFile } from '../../../core/firewall/formats/index.js';
import type { ComparedFile } from '../../../core/firewall/index.js';

const CONFIG = 'listen=YES\nlocal_enable=YES\n';

/** `pasv_min_port=21100 start.sh:2`; a value that is not known is `?`. */
function given(files: Readonly<Record<string, string>>, config = CONFIG): readonly string[] {
  const read = Object.entries(files).map(([path, text]): ComparedFile => {
    const reading = readFirewallFile(path, text);
    assert.ok(reading, `${path} is read`);
    return { path, text, reading };
  });
  const started = startedWith(readConfig(sourceFromText(config)), read);
  return [...started.given.values()].map(({ name, value, place }) => `${name}=${value ?? '?'} ${place}`);
}

const CASES: readonly (readonly [
  what: string,
  script: string,
  expected: readonly string[],
  config?: string,
])[] = [
  [
    'options in front of the file',
    'exec vsftpd -opasv_min_port=21100 -opasv_max_port=21110 /etc/vsftpd.conf',
    ['pasv_min_port=21100 start.sh:1', 'pasv_max_port=21110 start.sh:1'],
  ],
  [
    'the file goes over options in front of it',
    'vsftpd -opasv_min_port=21100 /etc/vsftpd.conf',
    [],
    'pasv_min_port=30000\n',
  ],
  [
    'options after the file go over it',
    'vsftpd /etc/vsftpd.conf -opasv_min_port=21100',
    ['pasv_min_port=21100 start.sh:1'],
    'pasv_min_port=30000\n',
  ],
  [
    'defaults of variables',
    ': ${LOW:=21100}\nHIGH=${HIGH:-21110}\nvsftpd -opasv_min_port=$LOW -opasv_max_port=${HIGH}',
    ['pasv_min_port=21100 start.sh:3', 'pasv_max_port=21110 start.sh:3'],
  ],
  [
    'a line that is appended',
    'echo "pasv_min_port=21100" >> /etc/vsftpd/vsftpd.conf\necho "pasv_address=$(curl -s x)" >> /etc/vsftpd.conf',
    ['pasv_min_port=21100 start.sh:1', 'pasv_address=? start.sh:2'],
  ],
  [
    'a here-document',
    'cat <<EOF >> /etc/vsftpd.conf\npasv_min_port=21100\npasv_address=$IP\nEOF',
    ['pasv_min_port=21100 start.sh:1', 'pasv_address=? start.sh:1'],
  ],
  [
    'printf and tee',
    "printf 'pasv_min_port=%s\\npasv_max_port=%s\\n' 21100 21110 | tee -a /etc/vsftpd.conf",
    ['pasv_min_port=21100 start.sh:1', 'pasv_max_port=21110 start.sh:1'],
  ],
  [
    'sed on a line of the file',
    'sed -i "s/^pasv_min_port=.*/pasv_min_port=21100/" /etc/vsftpd.conf',
    ['pasv_min_port=21100 start.sh:1'],
    'pasv_min_port=30000\n',
  ],
  [
    'sed on a line that is not there',
    'sed -i "s/^pasv_min_port=.*/pasv_min_port=21100/" /etc/vsftpd.conf',
    ['pasv_min_port=? start.sh:1'],
  ],
  [
    'sed on a placeholder',
    'sed -i "s/PASV_LOW/21100/;s/PASV_IP/$IP/" /etc/vsftpd.conf',
    ['pasv_min_port=21100 start.sh:1', 'pasv_address=? start.sh:1'],
    'pasv_min_port=PASV_LOW\npasv_address=PASV_IP\n',
  ],
  [
    'what is run perhaps',
    'if some-check; then echo pasv_min_port=21100 >> /etc/vsftpd.conf; fi',
    ['pasv_min_port=? start.sh:1'],
  ],
  [
    'a test of a value that is known',
    'MODE=range\nif [ "$MODE" = range ]; then echo pasv_min_port=21100 >> /etc/vsftpd.conf\nelse echo pasv_min_port=1 >> /etc/vsftpd.conf; fi',
    ['pasv_min_port=21100 start.sh:2'],
  ],
  [
    'a function',
    'ports() { echo pasv_min_port=21100 >> /etc/vsftpd.conf; }\nports\nvsftpd',
    ['pasv_min_port=21100 start.sh:1'],
  ],
  [
    'a file that is written anew',
    'cat > /etc/vsftpd.conf <<EOF\nlisten=YES\npasv_max_port=21110\nEOF',
    ['listen=YES start.sh:1', 'pasv_min_port=? start.sh:1', 'pasv_max_port=21110 start.sh:1'],
    'listen=YES\npasv_min_port=30000\npasv_max_port=30010\n',
  ],
  [
    'lines of a group, with one redirection',
    '{ echo "pasv_min_port=21100"; echo "pasv_max_port=21110"; } >> /etc/vsftpd.conf',
    ['pasv_min_port=21100 start.sh:1', 'pasv_max_port=21110 start.sh:1'],
  ],
  [
    'the way of a case',
    'M=b\ncase "$M" in a) P=1;; b|c) P=21100;; *) P=2;; esac\necho pasv_min_port=$P >> /etc/vsftpd.conf',
    ['pasv_min_port=21100 start.sh:3'],
  ],
  [
    'a function that changes a line or adds it',
    'put() {\n local n="$1"\n if grep -q "^$n=" /etc/vsftpd.conf; then sed -i "s/^$n=.*/$n=$2/" /etc/vsftpd.conf\n else echo "$n=$2" >> /etc/vsftpd.conf\n fi\n}\nput pasv_min_port 21100\nput pasv_max_port 21110',
    ['pasv_min_port=21100 start.sh:3', 'pasv_max_port=21110 start.sh:4'],
    'pasv_min_port=30000\n',
  ],
  [
    'a comment that is taken off, by groups',
    "sed -i -E 's/^#\\s?(pasv_min_port)=.*/\\1=21100/' /etc/vsftpd.conf",
    ['pasv_min_port=21100 start.sh:1'],
    '# pasv_min_port=1\n',
  ],
  [
    'sed on what is not known',
    'echo pasv_address=$IP >> /etc/vsftpd.conf\nsed -i "s/10[.]/192./" /etc/vsftpd.conf',
    ['pasv_address=? start.sh:1'],
  ],
  [
    'sums and parts of variables',
    'R=21100-21110\necho "pasv_min_port=${R%-*}\npasv_max_port=$((21000 + 11 * 10))" >> /etc/vsftpd.conf',
    ['pasv_min_port=21100 start.sh:2', 'pasv_max_port=21110 start.sh:2'],
  ],
  [
    'options that are not known',
    'vsftpd "$@" /etc/vsftpd.conf',
    ['pasv_min_port=? start.sh:1', 'pasv_max_port=? start.sh:1', 'pasv_address=? start.sh:1'],
  ],
  ['what is only said', 'echo "starting vsftpd, see pasv_min_port"\nvsftpd', []],
  ['another tool', 'crudini --set /etc/vsftpd.conf "" pasv_min_port=21100', ['pasv_min_port=? start.sh:1']],
];

for (const [what, script, expected, config] of CASES)
  test(`how vsftpd is started: ${what}`, () => {
    const found = given({ 'start.sh': `${script}\n: vsftpd\n` }, config);
    assert.deepEqual([...found].sort(), [...expected].sort());
  });

test('variables of an image and of Compose are joined with the script', () => {
  const script = 'exec vsftpd -opasv_min_port=${LOW:-1} -opasv_max_port=$HIGH\n';
  const image = 'FROM alpine\nENV LOW=21100 HIGH=21110\nENTRYPOINT ["/start.sh"]\n';
  const compose = (env: string): string =>
    `services:\n  ftp:\n    build: .\n    ports: ["21:21"]\n    environment:\n      ${env}\n`;
  assert.deepEqual(given({ 'start.sh': script, Dockerfile: image }), [
    'pasv_min_port=21100 start.sh:1',
    'pasv_max_port=21110 start.sh:1',
  ]);
  assert.deepEqual(given({ 'start.sh': script, Dockerfile: image, 'compose.yaml': compose('HIGH: 21199') }), [
    'pasv_min_port=21100 start.sh:1',
    'pasv_max_port=21199 start.sh:1',
  ]);
});

test('variables that are named like the range', () => {
  const compose = (env: string): string =>
    `services:\n  ftp:\n    image: x/ftp\n    ports: ["21:21"]\n    environment:\n${env}`;
  const range = '      - FTP_PASV_MIN_PORT=21100\n      - FTP_PASV_MAX_PORT=21110\n';
  assert.deepEqual(given({ 'compose.yaml': compose(range) }), [
    'pasv_min_port=21100 compose.yaml:6',
    'pasv_max_port=21110 compose.yaml:7',
  ]);
  assert.deepEqual(given({ 'compose.yaml': compose('      PASSIVE_PORTS: "21100-21110"\n') }), [
    'pasv_min_port=21100 compose.yaml:6',
    'pasv_max_port=21110 compose.yaml:6',
  ]);
  // The file has another one: which of both counts is not known.
  assert.deepEqual(given({ 'compose.yaml': compose(range) }, 'pasv_min_port=30000\npasv_max_port=21110\n'), [
    'pasv_min_port=? compose.yaml:6',
  ]);
  const named = compose(range.replaceAll('21100', '${LOW}'));
  assert.deepEqual(given({ 'compose.yaml': named }), [
    'pasv_min_port=? compose.yaml:6',
    'pasv_max_port=21110 compose.yaml:7',
  ]);
});

test('what is not at hand is not known', () => {
  const compose = 'services:\n  ftp:\n    image: x/ftp\n    env_file: ftp.env\n    ports: ["21:21"]\n';
  assert.deepEqual(given({ 'compose.yaml': compose }, 'pasv_min_port=21100\npasv_max_port=21110\n'), [
    'pasv_address=? compose.yaml:1',
  ]);
  assert.deepEqual(given({ Dockerfile: 'FROM x\nENTRYPOINT ["/entrypoint.sh"]\nEXPOSE 21\n' }).length, 3);
});

test('a unit of systemd and a service of xinetd', () => {
  assert.deepEqual(
    given({
      'vsftpd.service':
        '[Service]\nEnvironment=LOW=21100\nExecStart=/usr/sbin/vsftpd /etc/vsftpd.conf \\\n  -opasv_min_port=${LOW} -opasv_max_port=21110\n',
    }),
    ['pasv_min_port=21100 vsftpd.service:3', 'pasv_max_port=21110 vsftpd.service:3'],
  );
  assert.deepEqual(
    given({
      'xinetd.d/ftp':
        'service ftp\n{\n  server = /usr/sbin/vsftpd\n  server_args = -opasv_min_port=21100 /etc/vsftpd.conf\n}\n',
    }),
    ['pasv_min_port=21100 ftp:4'],
  );
});

test('what is written into the image before the file is copied is gone', () => {
  const run = 'RUN echo pasv_min_port=21100 >> /etc/vsftpd.conf\n';
  const copy = 'COPY vsftpd.conf /etc/vsftpd.conf\n';
  const last = 'CMD ["vsftpd"]\n';
  assert.deepEqual(given({ Dockerfile: `FROM x\n${copy}${run}${last}` }), [
    'pasv_min_port=21100 Dockerfile:3',
  ]);
  assert.deepEqual(given({ Dockerfile: `FROM x\n${run}${copy}${last}` }), []);
  assert.deepEqual(given({ Dockerfile: `FROM x\n${run}${last}` }), ['pasv_min_port=? Dockerfile:2']);
});

test('what one of several files gives to its own containers is not known of the others', () => {
  const run = 'docker run -p 21:21 -e PASV_MIN_PORT=8600 -e PASV_MAX_PORT=8700 x/ftp\n';
  const compose = 'services:\n  ftp:\n    image: x/ftp\n    ports: ["21:21"]\n';
  assert.deepEqual(given({ 'README.md': `\`\`\`sh\n${run}\`\`\`\n`, 'compose.yaml': compose }), []);
  const config = 'pasv_address=192.0.2.1\n';
  assert.deepEqual(given({ 'run.sh': `#!/bin/sh\n${run}`, 'compose.yaml': compose }, config), [
    'pasv_min_port=? run.sh:2',
    'pasv_max_port=? run.sh:2',
  ]);
});

test('a script as images have it', () => {
  const script = `if [ -z "$MIN_PORT" ]; then
  MIN_PORT=21000
fi
if [ ! -z "$ADDRESS" ]; then
  ADDR_OPT="-opasv_address=$ADDRESS"
fi
if [ ! -z "$1" ]; then
  exec "$@"
else
  vsftpd -opasv_min_port=$MIN_PORT -opasv_max_port=21010 $ADDR_OPT /etc/vsftpd/vsftpd.conf
fi
`;
  assert.deepEqual([...given({ 'start.sh': script })].sort(), [
    'pasv_address=? start.sh:5',
    'pasv_max_port=21010 start.sh:10',
    'pasv_min_port=21000 start.sh:10',
  ]);
});

const BUILT =
  'services:\n  ftp:\n    build: .\n    env_file: .env\n    ports: ["21:21", "21100-21110:21100-21110"]\n';
const IMAGE =
  'FROM debian:12\nRUN apt-get install -y vsftpd\nCOPY vsftpd.conf /etc/vsftpd.conf\nCOPY tools/users.sh /entry.sh\nENTRYPOINT ["/entry.sh"]\n';
const USERS = 'adduser "$FTP_USER"\necho "$FTP_USER" > /etc/vsftpd/users.txt\nexec vsftpd /etc/vsftpd.conf\n';

test('variables change only what is seen to use them, where all that is started is at hand', () => {
  const files = { 'compose.yaml': BUILT, Dockerfile: IMAGE, 'tools/users.sh': USERS };
  assert.deepEqual(given(files), []);
  // Each of these may set more than what is seen.
  for (const other of [
    { ...files, Dockerfile: IMAGE.replace('debian:12', 'example/ftp') },
    { ...files, Dockerfile: IMAGE.replace('/entry.sh"', '/start.sh"') },
    { ...files, 'compose.yaml': BUILT.replace('build: .', 'image: example/ftp') },
    { ...files, 'tools/users.sh': `. /settings.sh\n${USERS}` },
    { ...files, 'tools/users.sh': USERS.replace('exec vsftpd', 'exec vsftpd $MORE') },
  ])
    assert.ok(
      given(other).some((one) => one.startsWith('pasv_address=?')),
      JSON.stringify(other),
    );
});

test('variables named like the range that no script asks for are not the range', () => {
  const env = 'ENV PASV_MIN_PORT=65000 PASV_MAX_PORT=65001\n';
  const config = 'pasv_min_port=65500\npasv_max_port=65501\n';
  const files = { Dockerfile: IMAGE.replace('RUN', `${env}RUN`), 'tools/users.sh': USERS };
  assert.deepEqual(given(files, config), []);
  const asks = USERS.replace('exec', 'echo "pasv_min_port=$PASV_MIN_PORT" >> /etc/vsftpd.conf\nexec');
  assert.deepEqual(given({ ...files, 'tools/users.sh': asks }, config), ['pasv_min_port=65000 users.sh:3']);
});

test('images of other services start nothing of vsftpd', () => {
  const web = 'FROM node:20\nENTRYPOINT ["/web-start.sh"]\nCMD ["node", "server.js"]\n';
  const files = {
    'compose.yaml': BUILT,
    'ftp/Dockerfile': IMAGE,
    'tools/users.sh': USERS,
    'web/Dockerfile': web,
  };
  assert.deepEqual(given(files), []);
});

test('a script that runs what is in other files may set more', () => {
  const loop = 'for f in /docker-entrypoint.d/*.sh; do . "$f"; done\nexec vsftpd /etc/vsftpd.conf\n';
  assert.equal(given({ 'entrypoint.sh': loop }).length, 3);
  assert.deepEqual(given({ 'entrypoint.sh': '. /etc/os-release\nexec vsftpd /etc/vsftpd.conf\n' }), []);
});
