// Scripts and tasks that are written to exhaust what follows them: each took minutes. A hang is the failure.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig, sourceFromText } from '../../../core/config/index.js';
import { startedWith } from '../../../core/deployment/index.js';
import { readFirewallFile } from '../../../core/firewall/formats/index.js';

const CONFIG = 'listen=YES\nlocal_enable=YES\npasv_min_port=40000\npasv_max_port=40100\n';
const FILE = '/etc/vsftpd.conf';
const LOOPS = `${'while a; do '.repeat(24)}b;${' done;'.repeat(24)}`;
const sed = (script: string): string => `sed -i '${script}' ${FILE}\n`;
const script = (lines: string): string => `#!/bin/sh\n${lines}\nexec vsftpd ${FILE}\n`;

const BOMBS: readonly (readonly [path: string, what: string, text: string, config?: string])[] = [
  [
    'entry.sh',
    'edits of empty lines',
    script(sed('s/a/b/;'.repeat(49)).repeat(190)),
    CONFIG + '\n'.repeat(3000),
  ],
  [
    'entry.sh',
    'edits that try each line at each place',
    script(sed('s/a*b*c*d*e*f*g/b/;'.repeat(49)).repeat(190)),
    `${CONFIG}${`#${'a'.repeat(380)}\n`.repeat(200)}`,
  ],
  [
    'entry.sh',
    'edits that are perhaps made',
    script(`[ -n "$X" ] && ${sed('s/=/=/')}`.repeat(190)),
    CONFIG + 'write_enable=NO\nxferlog_enable=YES\nanon_root=/x\nhide_ids=NO\n'.repeat(400),
  ],
  [
    'entry.sh',
    'a replacement that grows',
    script(sed(`s/[a-z_=]/${'&'.repeat(90_000)}/g`)),
    `${CONFIG}${`#${'a'.repeat(380)}\n`.repeat(1500)}`,
  ],
  ['entry.sh', 'options in variables', script('vsftpd "$A" $OPTS\n'.repeat(9000))],
  [
    'entry.sh',
    'options in many variables',
    script(Array.from({ length: 9000 }, (_, i) => `vsftpd "$A${i}"`).join('\n')),
  ],
  [
    'entry.sh',
    'functions that nothing calls',
    script(Array.from({ length: 6000 }, (_, i) => `f${i}() { echo a=1 >> ${FILE}; }`).join('\n')),
  ],
  [
    'entry.sh',
    'a part for itself after many variables',
    script(`${Array.from({ length: 5000 }, (_, i) => `V${i}=1`).join('\n')}\n${'(a)\n'.repeat(9000)}`),
  ],
  [
    'entry.sh',
    'files that may set each of many variables',
    script(`${Array.from({ length: 5000 }, (_, i) => `V${i}=1`).join('\n')}\n${'. /x.sh\n'.repeat(9000)}`),
  ],
  [
    'Dockerfile',
    'loops in loops in each step',
    `FROM x/vsftpd\n${`RUN ${LOOPS} echo pasv_min_port=1 >> ${FILE}\n`.repeat(500)}EXPOSE 21\n`,
  ],
  ['fw.sh', 'loops in each container', `docker run -p 21:21 x/vsftpd sh -c '${LOOPS}'\n`.repeat(500)],
  ['tasks/main.yml', 'loops in each task', `- shell: "${LOOPS} iptables -F"\n`.repeat(500)],
  [
    'compose.yaml',
    'one list of variables for many services',
    `p: &p {${Array.from({ length: 5000 }, (_, i) => `V${i}: "${i}"`).join(', ')}}\nservices:\n${Array.from(
      { length: 2000 },
      (_, i) => `  s${i}: {image: x/vsftpd, environment: *p, ports: ["21:21"]}`,
    ).join('\n')}\n`,
  ],
];

/** `npm test` throws every second one. */
const thrown = BOMBS.filter((_, index) => process.env['LONG'] === '1' || index % 2 === 0);

for (const [path, what, text, config = CONFIG] of thrown)
  test(`${path}: ${what}`, () => {
    const reading = readFirewallFile(path, text);
    assert.ok(reading);
    startedWith(readConfig(sourceFromText(config)), [{ path, text, reading }]);
  });

test('a script of usual length is read to its end', () => {
  const edits = ['min', 'max'].map((end) => sed(`s/^pasv_${end}_port=.*/pasv_${end}_port=50100/`));
  const text = script(edits.join('').repeat(60));
  const reading = readFirewallFile('entry.sh', text);
  assert.ok(reading);
  const { given } = startedWith(readConfig(sourceFromText(CONFIG)), [{ path: 'entry.sh', text, reading }]);
  assert.deepEqual(
    [given.get('pasv_min_port')?.value, given.get('pasv_max_port')?.value],
    ['50100', '50100'],
  );
});

/** Names that every object has. */
const INHERITED = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];

test('names that every object has are names as others', () => {
  for (const name of INHERITED)
    for (const [path, text] of [
      ['entry.sh', script(`if [ 1 ${name} 1 ]; then echo pasv_min_port=5 >> ${FILE}; fi\n${name} 1 ]\n`)],
      [
        'tasks/main.yml',
        `- ${name}: {path: /etc/vsftpd.conf, line: listen=NO}\n- ufw: {rule: allow, port: 21}\n`,
      ],
      ['tasks/main.yml', `- ufw: {state: ${name}, rule: allow, port: 21}\n`],
      ['fw.sh', `iptables -t ${name} -A ${name} -p tcp --dport 21 -j ${name}\niptables -A INPUT -j ACCEPT\n`],
      [
        'k8s/a.yaml',
        `kind: ${name}\nspec: {ports: [{port: 21}]}\n---\nkind: Service\nspec: {ports: [{port: 21}]}\n`,
      ],
      [
        'nftables.conf',
        `table ${name} a {\n chain i { type filter hook input priority ${name}; policy drop; jump ${name}; }\n}\n`,
      ],
      ['Dockerfile', `FROM x\nENV ${name}=21\nEXPOSE $${name}\nCMD ${name}\n`],
      ['compose.yaml', `services:\n  ${name}: {image: x/vsftpd, extends: ${name}, ports: ["21:21"]}\n`],
      ['zones/public.xml', `<zone target="${name}"><service name="${name}"/><${name}/></zone>`],
    ] as const) {
      const reading = readFirewallFile(path, text);
      if (!reading) continue;
      assert.equal(reading.notRead, undefined, `${path}: ${name}`);
      startedWith(readConfig(sourceFromText(CONFIG)), [{ path, text, reading }]);
    }
});
