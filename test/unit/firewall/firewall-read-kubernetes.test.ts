import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compareService, type PortMismatch } from '../../../core/firewall/index.js';
import { withSoundFixes } from '../../../core/firewall/compare/sound-fixes.js';
import { firewallKindOf, readFirewallFile } from '../../../core/firewall/formats/index.js';
import { Random } from '../../oracle/random.js';
import { checkForm, mentioned, shown, unread, withAdded } from '../reading-text.js';

const FILE = 'ftp.yaml';

function service(spec: string): string {
  return `apiVersion: v1\nkind: Service\nmetadata:\n  name: ftp\nspec:\n${spec}`;
}

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: vsftpd
spec:
  template:
    spec:
      containers:
        - name: ftp
          image: fauria/vsftpd
          ports:
            - name: control
              containerPort: 21
            - containerPort: 21100
              name: pasv0
            - containerPort: 69
              protocol: UDP
`;
const SNAT = '(externalTrafficPolicy Cluster hides the addresses of clients)';

/** A Service's spec, and what it passes on. */
const SERVICES: readonly (readonly [name: string, spec: string, expected: string])[] = [
  [
    'a cluster address',
    '  ports:\n    - port: 21\n    - {port: 2121, targetPort: 21}\n',
    '21 some (only from inside the cluster), 2121>21 some (only from inside the cluster), else rejected',
  ],
  [
    'a load balancer that keeps addresses',
    '  type: LoadBalancer\n  externalTrafficPolicy: Local\n  ports:\n    - port: 21\n    - port: 21100\n    - port: 21101\n      targetPort: 21101\n',
    '21 open, 21100 open, 21101 open, else dropped',
  ],
  [
    'a load balancer that does not',
    '  type: LoadBalancer\n  ports:\n    - port: 21\n',
    `21 open ${SNAT}, else dropped`,
  ],
  [
    'a load balancer for some networks',
    '  type: LoadBalancer\n  externalTrafficPolicy: Local\n  loadBalancerSourceRanges: [10.0.0.0/8]\n  ports:\n    - port: 21\n',
    '21 some (only from 10.0.0.0/8), else dropped',
  ],
  [
    'node ports, which clients dial',
    '  type: NodePort\n  externalTrafficPolicy: Local\n  ports:\n    - port: 21\n      nodePort: 30021\n    - port: 30100\n      nodePort: 30100\n',
    '30021>21 open, 30100 open, else rejected',
  ],
  [
    'a node port that the cluster picks',
    '  type: NodePort\n  ports:\n    - port: 21\n',
    '21 rejected (without a nodePort the cluster picks one), 30000-32767 unknown (the cluster picks the node port), else rejected',
  ],
  [
    'an address of the operator’s own',
    '  externalIPs: [203.0.113.5]\n  externalTrafficPolicy: Local\n  ports:\n    - port: 21\n',
    '21 open, else rejected',
  ],
  ['UDP', '  ports:\n    - port: 21\n      protocol: UDP\n', 'else rejected'],
  [
    'a port by its name',
    '  type: LoadBalancer\n  externalTrafficPolicy: Local\n  ports:\n    - port: 21\n      targetPort: control\n',
    '21 unknown (its targetPort is not known), else dropped',
  ],
  [
    'no address',
    '  clusterIP: None\n  ports:\n    - port: 21\n',
    '21 some (only from inside the cluster), else unknown (without an address of its own it leads to the pods directly)',
  ],
  [
    'a range, which there is not',
    '  type: LoadBalancer\n  externalTrafficPolicy: Local\n  ports:\n    - port: 21\n    - port: 21100-21110\n',
    '21 open, else dropped',
  ],
];

describe('a Service with', () => {
  for (const [name, spec, expected] of SERVICES) {
    test(name, () => {
      const [line = ''] = shown(FILE, service(spec));
      assert.equal(line.replace(' at 203.0.113.5', ''), `forward Service ftp: ${expected}`);
      // A manifest that is JSON says the same.
      assert.equal(line.includes(' at 203.0.113.5'), spec.includes('externalIPs'));
    });
  }

  test('a name of a container port in the same file', () => {
    const spec =
      '  type: LoadBalancer\n  externalTrafficPolicy: Local\n  ports:\n    - port: 2121\n      targetPort: control\n';
    assert.deepEqual(shown(FILE, `${service(spec)}---\n${DEPLOYMENT}`), [
      'forward Service ftp: 2121>21 open, else dropped',
      'declare ports of Deployment vsftpd: 21 open, 21100 open, else unknown (containerPort opens no port)',
    ]);
  });

  test('pods that are named by their labels', () => {
    const hosts = (selector: string): readonly (string | undefined)[] => {
      const found = readFirewallFile(FILE, service(`${selector}  ports: [{port: 21}]\n`));
      return (found?.witnesses[0]?.runs ?? []).filter(({ at }) => at).map(({ innerHost }) => innerHost);
    };
    assert.deepEqual(hosts('  selector: {tier: a, app: ftp}\n'), ['app=ftp,tier=a']);
    assert.deepEqual(hosts(''), ['pods of ftp']);
    assert.deepEqual(hosts('  selector:\n    app: {{ .Values.app }}\n'), ['pods of ftp']);
  });

  test('no ports, or another kind', () => {
    assert.deepEqual(shown(FILE, service('  selector: {app: ftp}\n')), []);
    assert.deepEqual(shown(FILE, service('  type: ExternalName\n  ports:\n    - port: 21\n')), []);
    assert.deepEqual(shown(FILE, service('  ports:\n')), []);
  });

  test('places', () => {
    const text = `# FTP\n${service('  type: NodePort\n  ports:\n    - name: ftp\n      port: 21\n      nodePort: 30021 # outside\n\n')}`;
    assert.deepEqual(mentioned(FILE, text), ['30021 forwards']);
    const [witness] = readFirewallFile(FILE, text)?.witnesses ?? [];
    assert.ok(witness);
    assert.equal(text.slice(witness.at.start, witness.at.end), 'ports');
    const at = witness.runs.find((run) => run.at)?.at;
    assert.equal(text.slice(at?.start, at?.end), 'name: ftp\n      port: 21\n      nodePort: 30021');
  });
});

describe('ports are added', () => {
  const head = '  type: LoadBalancer\n  externalTrafficPolicy: Local\n  ports:\n';
  const expected = ['forward Service ftp: 21 open, 3000 open, 3001 open, else dropped'];

  test('one by one, as the last one is written', () => {
    const text = service(`${head}    - name: control\n      port: 21 # login\n      protocol: TCP\n\n`);
    const added = withAdded(FILE, text, 3000, 3001);
    assert.ok(
      added.includes(
        'TCP\n    - name: ftp-3000\n      port: 3000\n      protocol: TCP\n    - name: ftp-3001\n',
      ),
      added,
    );
    assert.deepEqual(shown(FILE, added), expected);
    const windows = withAdded(FILE, text.replaceAll('\n', '\r\n'), 3000, 3001);
    assert.equal(windows, added.replaceAll('\n', '\r\n'));
  });

  test('in brackets', () => {
    const text = service(`${head}    - {name: control, port: 21, targetPort: 21}\n`);
    const added = withAdded(FILE, text, 3000, 3001);
    assert.ok(added.includes('\n    - { name: ftp-3000, port: 3000, targetPort: 3000 }\n'), added);
    assert.deepEqual(shown(FILE, added), expected);
    const flow = withAdded(FILE, service('  ports: [{name: control, port: 21}]\n'), 3000, 3000);
    assert.ok(flow.includes('port: 21}, { name: ftp-3000, port: 3000 }]'), flow);
  });

  test('where the cluster takes them', () => {
    for (const ports of ['    - port: 21\n', '    - {name: a, port: 21}\n    - port: 22\n']) {
      assert.throws(() => withAdded(FILE, service(head + ports), 1, 1), /takes no additions/);
    }
  });

  test('of nodes: each with its own number, and from among those that there are', () => {
    const node =
      '  type: NodePort\n  externalTrafficPolicy: Local\n  ports:\n    - name: ftp\n      port: 21\n      nodePort: 30021\n';
    const text = service(node);
    assert.ok(
      withAdded(FILE, text, 30100, 30100).includes(
        '    - name: ftp-30100\n      port: 30100\n      nodePort: 30100\n',
      ),
    );
    const found = (low: number, high: number, file = text): readonly PortMismatch[] => {
      const reading = readFirewallFile(FILE, file);
      assert.ok(reading);
      const passive = { low, high };
      const ports = { control: 21, implicitTls: false, passive, tls: false, advertised: '203.0.113.5' };
      const files = [{ path: FILE, text: file, reading }];
      return withSoundFixes(ports, files, compareService(ports, files));
    };
    const [missing] = found(21100, 21109);
    assert.equal(
      missing?.message,
      'The passive range 21100-21109 is not forwarded by ftp.yaml:8. A node port is one of 30000-32767, and each port needs an entry of its own.',
    );
    const [fix] = missing.fixes;
    assert.equal(fix?.title, 'Use 30100-30109 on both sides');
    assert.deepEqual(fix.settings, { pasv_min_port: '30100', pasv_max_port: '30109' });
    const [edit] = fix.edits;
    assert.ok(edit);
    const changed = text.slice(0, edit.at.start) + edit.newText + text.slice(edit.at.end);
    assert.deepEqual(found(30100, 30109, changed), []);
    // A range of node ports needs nothing but the entries.
    const [near] = found(30500, 30509);
    assert.match(near?.message ?? '', /^The passive range 30500-30509 is not forwarded by ftp\.yaml:8\.$/);
    assert.deepEqual(
      near?.fixes.map(({ title, settings }) => [title, settings]),
      [['Forward 30500-30509', null]],
    );
    // Too many entries to offer.
    assert.deepEqual(found(40000, 45000)[0]?.fixes, []);
  });
});

describe('pods', () => {
  test('that only declare', () => {
    assert.deepEqual(shown(FILE, DEPLOYMENT), [
      'declare ports of Deployment vsftpd: 21 open, 21100 open, else unknown (containerPort opens no port)',
    ]);
    assert.deepEqual(mentioned(FILE, DEPLOYMENT), ['21 exposes', '21100 exposes']);
  });

  test('on the network of the node', () => {
    const text = DEPLOYMENT.replace('      containers:', '      hostNetwork: true\n      containers:');
    assert.deepEqual(shown(FILE, text), ['forward Deployment vsftpd: 1-65535 open']);
  });

  test('on the network of the node, which no Service with node ports makes a range that is too wide', () => {
    const pod = DEPLOYMENT.replace('      containers:', '      hostNetwork: true\n      containers:');
    const node = '  type: NodePort\n  ports:\n    - port: 21\n      nodePort: 30021\n';
    const text = `${pod}---\n${service(node)}`;
    const reading = readFirewallFile(FILE, text);
    assert.ok(reading);
    const passive = { low: 30100, high: 30199 };
    const ports = { control: 21, implicitTls: false, passive, tls: false, advertised: '203.0.113.5' };
    assert.deepEqual(compareService(ports, [{ path: FILE, text, reading }]), []);
  });

  test('with ports of the node', () => {
    const text = DEPLOYMENT.replace(
      'containerPort: 21\n',
      'containerPort: 21\n              hostPort: 2121\n',
    ).replace(
      'containerPort: 21100\n',
      'containerPort: 21100\n              hostPort: 21100\n              hostIP: 127.0.0.1\n',
    );
    assert.deepEqual(
      shown(FILE, text)[0],
      'forward Deployment vsftpd: 2121>21 open, 21100 some (only from this machine), else rejected',
    );
  });

  test('of other kinds', () => {
    const pod =
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"ports":[{"containerPort":21,"hostPort":21}]}]}}';
    assert.deepEqual(shown('pod.json', pod)[0], 'forward Pod p: 21 open, else rejected');
    const list = `apiVersion: v1\nkind: List\nitems:\n  - ${pod}\n  - ${pod.replace('"p"', '"q"')}\n`;
    assert.equal(shown(FILE, list).length, 4);
    const job =
      'kind: CronJob\nmetadata: {name: j}\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          hostNetwork: true\n';
    assert.deepEqual(shown(FILE, job), ['forward CronJob j: 1-65535 open']);
  });
});

describe('templates', () => {
  test('ports that are filled in', () => {
    const text = service('  type: {{ .Values.type }}\n  ports:\n    - port: {{ .Values.port }}\n').replace(
      'name: ftp',
      'name: {{ include "ftp.fullname" . }}',
    );
    assert.deepEqual(shown(FILE, text), ['forward Service: else unknown (what a template fills in)']);
    assert.deepEqual(unread(FILE, text), ['{{ .Values.port }}: what a template fills in']);
  });

  test('ports that are repeated', () => {
    const text = service(
      '  type: LoadBalancer\n  externalTrafficPolicy: Local\n  ports:\n    - port: 21\n    {{- range untilStep 21100 21110 1 }}\n    - port: {{ . }}\n    {{- end }}\n',
    );
    assert.deepEqual(shown(FILE, text), [
      'forward Service ftp: 21 open, else unknown (what a template fills in)',
    ]);
    const extra = service(
      '  type: LoadBalancer\n  externalTrafficPolicy: Local\n  ports:\n    - port: 21\n    {{- toYaml .Values.ports | nindent 4 }}\n',
    );
    assert.deepEqual(shown(FILE, extra), [
      'forward Service ftp: 21 open, else unknown (a template writes a part of it)',
    ]);
  });

  test('a whole object under a condition', () => {
    const text = `{{- if .Values.service.enabled }}\n${service('  type: LoadBalancer\n  externalTrafficPolicy: Local\n  ports:\n    - port: 21\n')}{{- end }}\n`;
    assert.deepEqual(shown(FILE, text), ['forward Service ftp: 21 open, else dropped']);
  });
});

describe('which files', () => {
  for (const [path, text, kind] of [
    ['k8s/ftp.yaml', service('  ports: []\n'), 'kubernetes'],
    ['k8s/ftp.yml', DEPLOYMENT, 'kubernetes'],
    ['ftp.json', '{\n  "kind": "Service"\n}', 'kubernetes'],
    ['ftp.yaml', 'kind: ConfigMap\n', null],
    ['ftp.yaml', 'kind: ServiceAccount\n', null],
    ['notes.md', service(''), null],
  ] as const) {
    test(`${path}: ${kind ?? 'none'}`, () => {
      assert.equal(firewallKindOf(path, text), kind);
    });
  }
});

test('anything is read without harm', () => {
  const random = new Random(20_260_403);
  const base = `${service('  type: NodePort\n  ports: &p\n    - port: 21\n      nodePort: 30021\n')}---\n${DEPLOYMENT}---\nkind: List\nitems: [*p]\n`;
  const pieces = [
    ...base.split(/(\s+|[:-])/).filter(Boolean),
    '{{',
    '}}',
    '[',
    ']',
    '{',
    '}',
    '*p',
    '<<: ',
    '"',
    '\n',
    '\t',
    '\0',
    '---\n',
    '...\n',
    '%',
  ];
  for (let round = 0; round < 500; round++) {
    let text = base;
    for (let i = random.between(1, 6); i > 0; i--) {
      const at = random.between(0, text.length);
      text =
        text.slice(0, at) + random.word(pieces, random.between(0, 4)) + text.slice(at + random.between(0, 8));
    }
    const found = readFirewallFile(FILE, text);
    if (found) checkForm(text, found);
  }
});

test('many objects', () => {
  const many = Array.from({ length: 1500 }, () => service('  ports: [{port: 21}]\n')).join('---\n');
  assert.equal(readFirewallFile(FILE, many)?.witnesses.length, 200);
});
