import assert from 'node:assert/strict';
import test from 'node:test';
import { ConfigModel, build, readConfig, sourceFromText } from '../../../core/config/index.js';
import {
  MISMATCHES,
  compareService,
  describeMention,
  type ComparedFile,
  type FirewallReading,
  type PortRun,
  type PortMention,
  type PortMismatch,
  type PortWitness,
  type ServicePorts,
  type TextSpan,
} from '../../../core/firewall/index.js';
import { readFirewallFile } from '../../../core/firewall/formats/index.js';
import { serviceOf } from '../../../core/verdict/index.js';

const SERVICE: ServicePorts = {
  control: 21,
  implicitTls: false,
  passive: { low: 3001, high: 3300 },
  tls: false,
  advertised: null,
};

/** A part of a file by its words. */
function spot(text: string, words: string): TextSpan {
  const start = text.indexOf(words);
  assert.notEqual(start, -1, `"${words}" is not in the file`);
  return { start, end: start + words.length };
}

type Run = readonly [
  low: number,
  high: number,
  status: PortRun['status'],
  rule?: string,
  more?: Partial<PortRun>,
];

/** All 65535 ports from a few runs; the rest has the status of the policy. */
function portRuns(text: string, rest: PortRun['status'], runs: readonly Run[]): readonly PortRun[] {
  const found: PortRun[] = [];
  let next = 1;
  for (const [low, high, status, rule, more] of runs) {
    if (low > next) found.push({ ports: { low: next, high: low - 1 }, status: rest });
    found.push({
      ports: { low, high },
      status,
      ...(rule === undefined ? {} : { at: spot(text, rule) }),
      ...more,
    });
    next = high + 1;
  }
  if (next <= 65535) found.push({ ports: { low: next, high: 65535 }, status: rest });
  return found;
}

function file(
  path: string,
  text: string,
  reading: Partial<FirewallReading> & { readonly witnesses: readonly PortWitness[] },
): ComparedFile {
  return { path, text, reading: { kind: 'iptables', helpers: [], mentions: [], unread: [], ...reading } };
}

const RULES = `*filter
:INPUT DROP [0:0]
-A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
-A INPUT -p tcp --dport 22 -j ACCEPT
-A INPUT -p tcp --dport 21 -j ACCEPT
-A INPUT -p tcp --dport 3001:3100 -j ACCEPT
COMMIT
`;
const CONTROL_RULE = '-A INPUT -p tcp --dport 21 -j ACCEPT';
const RANGE_RULE = '-A INPUT -p tcp --dport 3001:3100 -j ACCEPT';

function inputFile(
  runs: readonly Run[],
  more: Partial<FirewallReading> = {},
  of: Partial<PortWitness> = {},
): ComparedFile {
  return file('rules.v4', RULES, {
    witnesses: [
      {
        role: 'input',
        name: 'chain INPUT',
        runs: portRuns(RULES, 'dropped', runs),
        at: spot(RULES, ':INPUT DROP'),
        acceptsRelated: true,
        additions: [
          {
            offset: RULES.indexOf('COMMIT'),
            text: '-A INPUT -p tcp --dport {ports} -j ACCEPT\n',
            separator: ':',
          },
        ],
        ...of,
      },
    ],
    mentions: [{ at: spot(RULES, '3001:3100'), ports: { low: 3001, high: 3100 }, does: 'accepts' }],
    ...more,
  });
}

const CONTROL: Run = [21, 21, 'open', CONTROL_RULE];
const PART: Run = [3001, 3100, 'open', RANGE_RULE];
const WHOLE: Run = [3001, 3300, 'open', RANGE_RULE];

function ids(found: readonly PortMismatch[]): string[] {
  return found.map(({ id, severity }) => `${severity} ${id}`);
}

/** The file after a fix. */
function mended(one: ComparedFile, found: PortMismatch | undefined, index = 0): string {
  const edits = [...(found?.fixes[index]?.edits ?? [])].sort((a, b) => b.at.start - a.at.start);
  return edits.reduce(
    (text, { at, newText }) => text.slice(0, at.start) + newText + text.slice(at.end),
    one.text,
  );
}

test('a part of the range that is not let through is named, with the rule that lets the rest through', () => {
  const [found, ...more] = compareService(SERVICE, [inputFile([CONTROL, PART])]);
  assert.deepEqual(more, []);
  assert.equal(found?.id, 'firewall-range-missing');
  assert.equal(found.severity, 'warning');
  assert.equal(found.message, '3101-3300 of the passive range 3001-3300 are not let through by rules.v4:6.');
  assert.equal(
    found.messageThere,
    'vsftpd.conf uses the passive range 3001-3300: 3101-3300 are not let through here.',
  );
  assert.deepEqual(found.at, spot(RULES, RANGE_RULE));
  assert.deepEqual(found.settings, ['pasv_max_port', 'pasv_min_port']);
  assert.deepEqual(found.ports, [{ low: 3101, high: 3300 }]);
});

test('both sides have a fix', () => {
  const one = inputFile([CONTROL, PART]);
  const [found] = compareService(SERVICE, [one]);
  assert.deepEqual(
    found?.fixes.map(({ title, settings }) => [title, settings]),
    [
      ['Let 3001-3300 through instead of 3001-3100', null],
      ['Set pasv_min_port=3001 and pasv_max_port=3100', { pasv_min_port: '3001', pasv_max_port: '3100' }],
    ],
  );
  assert.equal(mended(one, found), RULES.replace('3001:3100', '3001:3300'));
});

test('holes in the range are all named; beyond four they are counted', () => {
  const holes: Run[] = [0, 1, 2, 3, 4, 5].map((n) => [3001 + n * 50, 3001 + n * 50 + 9, 'dropped']);
  const gaps: Run[] = [CONTROL];
  let next = 3001;
  for (const hole of holes) {
    if (hole[0] > next) gaps.push([next, hole[0] - 1, 'open', RANGE_RULE]);
    gaps.push(hole);
    next = hole[1] + 1;
  }
  gaps.push([next, 3300, 'open', RANGE_RULE]);
  const [found] = compareService(SERVICE, [inputFile(gaps)]);
  assert.match(
    found?.message ?? '',
    /^3001-3010, 3051-3060, 3101-3110, 3151-3160 and 2 more of the passive range/,
  );
  assert.equal(found?.ports.length, 6);
});

test('where no rule borders on the range, rules are added', () => {
  const one = inputFile([CONTROL], { mentions: [] });
  const [found] = compareService(SERVICE, [one]);
  assert.equal(
    found?.message,
    'The passive range 3001-3300 is not let through by rules.v4:2. Accepting ESTABLISHED and RELATED alone opens no data port.',
  );
  assert.match(mended(one, found), /-A INPUT -p tcp --dport 3001:3300 -j ACCEPT\nCOMMIT/);
});

test('agreement is silent', () => {
  assert.deepEqual(compareService(SERVICE, [inputFile([CONTROL, WHOLE])]), []);
  assert.deepEqual(
    compareService(SERVICE, [
      inputFile([], {}, { runs: [{ ports: { low: 1, high: 65535 }, status: 'open' }] }),
    ]),
    [],
  );
  assert.deepEqual(compareService({ ...SERVICE, passive: null }, [inputFile([CONTROL])]), []);
});

test('what cannot be read is no fault', () => {
  assert.deepEqual(compareService(SERVICE, [inputFile([CONTROL, [22, 65535, 'unknown']])]), []);
  assert.deepEqual(compareService(SERVICE, [inputFile([[1, 65535, 'unknown']])]), []);
});

test('a control port that is shut', () => {
  const [found, ...more] = compareService({ ...SERVICE, control: 2121 }, [inputFile([CONTROL, WHOLE])]);
  assert.deepEqual(more, []);
  assert.equal(found?.id, 'firewall-control-missing');
  assert.equal(found.message, 'The control port 2121 is not let through by rules.v4:2.');
  assert.deepEqual(
    found.fixes.map(({ title }) => title),
    ['Let 2121 through', 'Set listen_port=21'],
  );
  const implicit = compareService({ ...SERVICE, control: 990, implicitTls: true, tls: true }, [
    inputFile([CONTROL, WHOLE]),
  ]);
  assert.match(implicit[0]?.message ?? '', /^The implicit TLS port 990 is not let through/);
  assert.deepEqual(
    compareService({ ...SERVICE, control: 2121, controlElsewhere: true }, [inputFile([CONTROL, WHOLE])]),
    [],
  );
});

test('limits are told only where the control port has none', () => {
  const some: Run = [3001, 3300, 'some', RANGE_RULE, { why: 'only for 203.0.113.0/24' }];
  const found = compareService(SERVICE, [inputFile([CONTROL, some])]);
  assert.deepEqual(ids(found), ['information firewall-range-limited']);
  assert.match(found[0]?.message ?? '', /is open with a limit: only for 203\.0\.113\.0\/24 \(rules\.v4:6\)/);
  const both: Run = [21, 21, 'some', CONTROL_RULE, { why: 'only for 203.0.113.0/24' }];
  assert.deepEqual(compareService(SERVICE, [inputFile([both, some])]), []);
});

test('a rule far wider than the range is a hint', () => {
  const found = compareService(SERVICE, [inputFile([CONTROL, [1024, 30_000, 'open', RANGE_RULE]])]);
  assert.deepEqual(ids(found), ['hint firewall-range-wide']);
});

test('another machine’s firewall is none of ours, unless it is the only one', () => {
  const web = inputFile([[80, 80, 'open', CONTROL_RULE]]);
  assert.deepEqual(
    compareService(SERVICE, [web, { ...inputFile([CONTROL, WHOLE]), path: 'ftp/rules.v4' }]),
    [],
  );
  assert.deepEqual(ids(compareService(SERVICE, [web])), [
    'warning firewall-control-missing',
    'warning firewall-range-missing',
  ]);
  assert.deepEqual(compareService(SERVICE, [web, { ...web, path: 'db/rules.v4' }]), []);
  assert.deepEqual(compareService(DOCKER, [web, composeFile([PUBLISHED_CONTROL, PUBLISHED_RANGE])]), []);
});

const HELPER_TEXT = 'options nf_conntrack_ftp ports=21\n';

function helperFile(
  how: 'loaded' | 'assigned',
  ports: readonly number[] = [21],
  automatic = false,
): ComparedFile {
  return file('helper', HELPER_TEXT, {
    witnesses: [],
    helpers: [{ at: spot(HELPER_TEXT, 'nf_conntrack_ftp'), ports, how, automatic }],
  });
}

test('a helper that is assigned opens the range for sessions in clear', () => {
  const only21 = inputFile([CONTROL], { mentions: [] });
  assert.deepEqual(compareService(SERVICE, [only21, helperFile('assigned')]), []);
  const tls = compareService({ ...SERVICE, tls: true }, [only21, helperFile('assigned')]);
  assert.deepEqual(ids(tls), ['warning helper-tls']);
  assert.match(
    tls[0]?.message ?? '',
    /The FTP helper \(helper:1\) opens these ports for sessions in clear only/,
  );
  const forced = compareService({ ...SERVICE, tls: true, tlsForced: true }, [only21, helperFile('assigned')]);
  assert.deepEqual(ids(forced), ['warning firewall-range-missing']);
  assert.match(forced[0]?.message ?? '', /reads nothing under TLS, which every login here uses/);
});

test('a helper beside a rule for a part of the range is worth knowing', () => {
  const [found, ...more] = compareService(SERVICE, [inputFile([CONTROL, PART]), helperFile('assigned')]);
  assert.deepEqual(more, []);
  assert.equal(`${found?.severity} ${found?.id}`, 'information helper-part');
  assert.equal(
    found?.message,
    '3101-3300 of the passive range 3001-3300 are not in rules.v4:6 and let through by the FTP helper alone (helper:1), and only in clear text.',
  );
});

test('a helper does nothing on other ports, for outer addresses, unassigned or where RELATED is not accepted', () => {
  const only21 = inputFile([CONTROL], { mentions: [] });
  assert.deepEqual(ids(compareService(SERVICE, [only21, helperFile('assigned', [990])])), [
    'warning helper-port',
  ]);
  assert.deepEqual(
    ids(compareService({ ...SERVICE, advertised: '198.51.100.20' }, [only21, helperFile('assigned')])),
    ['information helper-address'],
  );
  assert.deepEqual(ids(compareService(SERVICE, [only21, helperFile('loaded')])), [
    'warning firewall-range-missing',
    'information helper-not-assigned',
  ]);
  assert.deepEqual(ids(compareService(SERVICE, [only21, helperFile('assigned', [21], true)])), [
    'information helper-automatic',
  ]);
  const strict = inputFile([CONTROL], { mentions: [] }, { acceptsRelated: false });
  assert.deepEqual(ids(compareService(SERVICE, [strict, helperFile('assigned')])), [
    'warning firewall-range-missing',
  ]);
  assert.deepEqual(ids(compareService(SERVICE, [only21])), ['warning firewall-range-missing']);
});

const OUT = `${RULES}-A OUTPUT -p tcp --sport 20 -j DROP\n`;

function withOutput(run: Run): ComparedFile {
  const input = inputFile([CONTROL, WHOLE]).reading.witnesses;
  return file('rules.v4', OUT, {
    witnesses: [
      ...input,
      {
        role: 'output',
        name: 'chain OUTPUT',
        runs: portRuns(OUT, 'open', [run]),
        at: spot(OUT, '-A OUTPUT'),
      },
    ],
  });
}

test('a rule that is lost at the next reload is remarked on where FTP needs it', () => {
  const of = (rule: string): ComparedFile =>
    inputFile([CONTROL, WHOLE], { remarks: [{ at: spot(RULES, rule), is: 'not-kept' }] });
  assert.deepEqual(ids(compareService(SERVICE, [of(RANGE_RULE)])), ['information rule-not-kept']);
  assert.deepEqual(compareService(SERVICE, [of('-A INPUT -p tcp --dport 22 -j ACCEPT')]), []);
});

test('active mode: what the server sends out', () => {
  const rule = '-A OUTPUT -p tcp --sport 20 -j DROP';
  const from20 = { ...SERVICE, active: 20 };
  assert.deepEqual(ids(compareService(from20, [withOutput([20, 20, 'dropped', rule])])), [
    'warning firewall-active-blocked',
  ]);
  assert.deepEqual(
    ids(compareService({ ...SERVICE, active: null }, [withOutput([1, 65535, 'dropped', rule])])),
    ['information firewall-active-blocked'],
  );
  assert.deepEqual(compareService({ ...SERVICE, active: null }, [withOutput([20, 20, 'dropped', rule])]), []);
  assert.deepEqual(compareService(SERVICE, [withOutput([1, 65535, 'dropped', rule])]), []);
});

const COMPOSE = `services:
  ftp:
    image: local/vsftpd
    ports:
      - "2121:21"
      - "21100-21110:21100-21110"
`;

function composeFile(
  runs: readonly Run[],
  text = COMPOSE,
  of: Partial<PortWitness> = {},
  path = 'compose.yaml',
): ComparedFile {
  const mentions = [...text.matchAll(/"(\d+)(?:-(\d+))?:(\d+)(?:-(\d+))?"/g)].map((match): PortMention => {
    const [whole, low, high, innerLow, innerHigh] = match;
    return {
      at: { start: match.index + 1, end: match.index + whole.length - 1 },
      ports: { low: Number(low), high: Number(high ?? low) },
      inner: { low: Number(innerLow), high: Number(innerHigh ?? innerLow) },
      does: 'publishes',
    };
  });
  return file(path, text, {
    kind: 'compose',
    mentions,
    witnesses: [
      {
        role: 'forward',
        name: 'service ftp',
        runs: portRuns(text, 'rejected', runs),
        at: spot(text, 'ftp:'),
        ...of,
      },
    ],
  });
}

const DOCKER: ServicePorts = {
  ...SERVICE,
  passive: { low: 21100, high: 21110 },
  advertised: '198.51.100.20',
};
const PUBLISHED_CONTROL: Run = [2121, 2121, 'open', '"2121:21"', { innerLow: 21, innerHost: 'ftp' }];
const PUBLISHED_RANGE: Run = [
  21100,
  21110,
  'open',
  '"21100-21110:21100-21110"',
  { innerLow: 21100, innerHost: 'ftp' },
];

test('a container may shift the control port', () => {
  assert.deepEqual(compareService(DOCKER, [composeFile([PUBLISHED_CONTROL, PUBLISHED_RANGE])]), []);
});

test('a container publishes another range than vsftpd uses', () => {
  const one = composeFile([PUBLISHED_CONTROL, PUBLISHED_RANGE]);
  const [found, ...more] = compareService({ ...DOCKER, passive: { low: 40000, high: 40100 } }, [one]);
  assert.deepEqual(more, []);
  assert.equal(found?.id, 'forward-missing');
  assert.equal(found.message, 'The passive range 40000-40100 is not published by compose.yaml:2.');
  assert.deepEqual(
    found.fixes.map(({ settings }) => settings),
    [{ pasv_min_port: '21100', pasv_max_port: '21110' }],
  );
});

test('a published range that is too small is widened on both sides', () => {
  const one = composeFile([PUBLISHED_CONTROL, PUBLISHED_RANGE]);
  const [found] = compareService({ ...DOCKER, passive: { low: 21100, high: 21120 } }, [one]);
  assert.equal(
    found?.message,
    '21111-21120 of the passive range 21100-21120 are not published by compose.yaml:6.',
  );
  assert.equal(mended(one, found), COMPOSE.replace('21100-21110:21100-21110', '21100-21120:21100-21120'));
});

test('passive ports must not be shifted', () => {
  const text = COMPOSE.replace('21100-21110:', '31100-31110:');
  const one = composeFile(
    [
      PUBLISHED_CONTROL,
      [31100, 31110, 'open', '"31100-31110:21100-21110"', { innerLow: 21100, innerHost: 'ftp' }],
    ],
    text,
  );
  const [found, ...more] = compareService(DOCKER, [one]);
  assert.deepEqual(more, []);
  assert.equal(found?.id, 'forward-shifted');
  assert.match(found.message, /^Passive ports 21100-21110 stand behind 31100-31110 in compose\.yaml:6/);
  assert.equal(mended(one, found), COMPOSE);
});

test('behind a forward the outer address has to be advertised', () => {
  const one = composeFile([PUBLISHED_CONTROL, PUBLISHED_RANGE], COMPOSE, { outerHost: '203.0.113.7' });
  const missing = compareService({ ...DOCKER, advertised: null }, [one]);
  assert.deepEqual(ids(missing), ['warning forward-address-missing']);
  assert.equal(missing[0]?.fixes[0]?.settings?.['pasv_address'], '203.0.113.7');
  assert.deepEqual(ids(compareService({ ...DOCKER, advertised: '172.17.0.2' }, [one])), [
    'warning forward-address-inner',
  ]);
  assert.deepEqual(ids(compareService(DOCKER, [one])), ['warning forward-address-other']);
  assert.deepEqual(compareService({ ...DOCKER, advertised: '203.0.113.7' }, [one]), []);
  assert.deepEqual(compareService({ ...DOCKER, advertised: 'ftp.example.com' }, [one]), []);
  assert.deepEqual(compareService({ ...DOCKER, advertised: undefined }, [one]), []);
});

test('ports published for the machine itself', () => {
  const why = { why: 'only from this machine' };
  const one = composeFile([
    [2121, 2121, 'some', '"2121:21"', { innerLow: 21, ...why }],
    [21100, 21110, 'some', '"21100-21110:21100-21110"', { innerLow: 21100, ...why }],
  ]);
  assert.deepEqual(ids(compareService(DOCKER, [one])), ['information forward-loopback']);
});

test('a translation without a way through', () => {
  const one = composeFile([
    PUBLISHED_CONTROL,
    [21100, 21110, 'dropped', '"21100-21110:21100-21110"', { innerLow: 21100, innerHost: 'ftp' }],
  ]);
  const found = compareService(DOCKER, [one]);
  assert.deepEqual(ids(found), ['warning forward-not-accepted']);
  assert.match(
    found[0]?.message ?? '',
    /^The passive range 21100-21110 is translated and then not accepted \(compose\.yaml:6\)/,
  );
});

test('a helper on a gateway puts in the outer address, unless that is there already', () => {
  const gateway = inputFile(
    [[21, 21, 'open', CONTROL_RULE, { innerLow: 21, innerHost: '10.0.0.5' }]],
    { mentions: [] },
    { role: 'forward', outerHost: '198.51.100.20' },
  );
  assert.deepEqual(compareService(SERVICE, [gateway, helperFile('assigned')]), []);
  const told = { ...SERVICE, advertised: '198.51.100.20' };
  assert.deepEqual(ids(compareService(told, [gateway, helperFile('assigned')])), ['warning helper-address']);
  const inner = { ...SERVICE, advertised: '10.0.0.5' };
  assert.deepEqual(compareService(inner, [gateway, helperFile('assigned')]), []);
});

test('control port and passive range go to two machines', () => {
  const one = composeFile([
    PUBLISHED_CONTROL,
    [21100, 21110, 'open', '"21100-21110:21100-21110"', { innerLow: 21100, innerHost: 'web' }],
  ]);
  assert.deepEqual(ids(compareService(DOCKER, [one])), ['warning forward-other-host']);
});

test('two files of one kind may each have a half', () => {
  const control = composeFile([PUBLISHED_CONTROL]);
  const range = composeFile([PUBLISHED_RANGE], COMPOSE, {}, 'compose.ports.yaml');
  assert.deepEqual(compareService(DOCKER, [control, range]), []);
  assert.deepEqual(ids(compareService(DOCKER, [control])), ['warning forward-missing']);
  assert.deepEqual(ids(compareService(DOCKER, [range])), ['warning forward-missing']);
});

test('services of one file add up', () => {
  const one = composeFile([PUBLISHED_CONTROL]);
  const [first] = one.reading.witnesses;
  assert.ok(first);
  const second = {
    ...first,
    name: 'service data',
    runs: portRuns(COMPOSE, 'rejected', [PUBLISHED_RANGE]),
  };
  assert.deepEqual(
    compareService(DOCKER, [{ ...one, reading: { ...one.reading, witnesses: [first, second] } }]),
    [],
  );
});

test('EXPOSE that names a part is a hint', () => {
  const text = 'FROM debian\nEXPOSE 21\n';
  const dockerfile = file('Dockerfile', text, {
    kind: 'dockerfile',
    witnesses: [
      {
        role: 'declare',
        name: 'EXPOSE',
        runs: portRuns(text, 'dropped', [[21, 21, 'open', 'EXPOSE 21']]),
        at: spot(text, 'EXPOSE'),
      },
    ],
  });
  const found = compareService(DOCKER, [dockerfile]);
  assert.deepEqual(ids(found), ['hint expose-incomplete']);
  assert.match(found[0]?.message ?? '', /^The passive range 21100-21110/);
});

test('a definition in another file is put in', () => {
  const zone = '<zone><service name="files"/></zone>\n';
  const service = '<service><port port="21"/><port port="3001-3100"/></service>\n';
  const awaits = { names: ['service files'], otherwise: 'rejected' as const };
  const use = file('public.xml', zone, {
    kind: 'firewalld',
    witnesses: [
      {
        role: 'input',
        name: 'zone public',
        runs: [
          {
            ports: { low: 1, high: 65535 },
            status: 'unknown',
            at: spot(zone, '<service name="files"/>'),
            awaits,
          },
        ],
        at: spot(zone, '<zone>'),
      },
    ],
  });
  const definition = file('files.xml', service, {
    kind: 'firewalld',
    witnesses: [
      {
        role: 'declare',
        name: 'service files',
        runs: portRuns(service, 'dropped', [
          [21, 21, 'open', '<port port="21"/>'],
          [3001, 3100, 'open', '<port port="3001-3100"/>'],
        ]),
        at: spot(service, '<service>'),
      },
    ],
  });
  assert.deepEqual(compareService(SERVICE, [use]), []);
  assert.deepEqual(
    compareService(SERVICE, [use, definition]).map(({ path, message }) => [path, message]),
    [
      ['public.xml', '3101-3300 of the passive range 3001-3300 are not let through by public.xml:1.'],
      ['files.xml', '3101-3300 of the passive range 3001-3300 are not in service files (files.xml:1).'],
    ],
  );
});

test('what a port line serves', () => {
  const service = { ...SERVICE, active: 20 };
  const at = { start: 0, end: 1 };
  const say = (low: number, high: number, more: Partial<PortMention> = {}): string =>
    describeMention(service, { at, ports: { low, high }, does: 'accepts', ...more });
  assert.equal(say(21, 21), 'control port 21');
  assert.equal(say(3001, 3300), 'passive range 3001-3300 of vsftpd.conf: all 300 ports');
  assert.equal(say(3001, 3100), 'passive range 3001-3300 of vsftpd.conf: 100 of 300 ports, not 3101-3300');
  assert.match(say(20, 21), /^control port 21; port 20: the source port of active mode; .* not needed$/);
  assert.equal(say(80, 80), 'nothing that vsftpd uses');
  assert.equal(
    say(2121, 2121, { inner: { low: 21, high: 21 }, does: 'publishes' }),
    'control port 21, which clients reach as port 2121',
  );
  assert.match(
    say(4001, 4300, { inner: { low: 3001, high: 3300 } }),
    /under other numbers: clients are told 3001-3300, which are 4001-4300 here/,
  );
  assert.match(say(990, 990, { does: 'watches' }), /does not watch/);
  assert.match(
    describeMention({ ...service, tls: true }, { at, ports: { low: 21, high: 21 }, does: 'watches' }),
    /not those under TLS/,
  );
  assert.match(say(3001, 3300, { does: 'drops' }), /300 of 300 ports, shut here/);
});

function serviceFrom(text: string): ServicePorts | null {
  return serviceOf(new ConfigModel(readConfig(sourceFromText(text)), build('debian-13')));
}

test('the ports in force, as a file sets them', () => {
  assert.deepEqual(
    serviceFrom('listen=YES\npasv_min_port=60000\npasv_max_port=50000\nconnect_from_port_20=YES\n'),
    {
      control: 21,
      implicitTls: false,
      ipv4Only: true,
      passive: { low: 60000, high: 65535 },
      active: 20,
      tls: false,
      advertised: null,
    },
  );
  assert.equal(serviceFrom('listen_port=2121\n')?.controlElsewhere, undefined);
  assert.equal(serviceFrom('pasv_enable=NO\n')?.controlElsewhere, true);
  assert.equal(serviceFrom('pasv_enable=NO\n')?.passive, null);
  assert.equal(serviceFrom('port_enable=NO\n')?.active, undefined);
  assert.equal(
    serviceFrom('listen=YES\nssl_enable=YES\nanonymous_enable=NO\nlocal_enable=YES\n')?.tlsForced,
    true,
  );
  assert.equal(
    serviceFrom('listen=YES\nssl_enable=YES\nforce_local_logins_ssl=NO\nlocal_enable=YES\n')?.tlsForced,
    undefined,
  );
  assert.equal(serviceFrom('listen_port={{ port }}\n'), null);
});

test('every kind of mismatch has words of its own', () => {
  assert.equal(new Set(MISMATCHES.map(({ id }) => id)).size, MISMATCHES.length);
  for (const { title, means, fix } of MISMATCHES) {
    assert.match(means, /[.`]$/);
    assert.match(fix, /[.`]$/);
    assert.doesNotMatch(title, /\.$/);
  }
});

test('rules for IPv6 are nothing to a server that listens on IPv4 alone', () => {
  const texts: readonly (readonly [path: string, text: string])[] = [
    ['rules.v6', '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport 21 -j ACCEPT\nCOMMIT\n'],
    [
      'ip6.nft',
      'table ip6 filter {\n  chain input {\n    type filter hook input priority 0; policy drop;\n    tcp dport 21 accept\n  }\n}\n',
    ],
    ['user6.rules', '### RULES ###\n\n### tuple ### allow tcp 21 ::/0 any ::/0 in\n'],
  ];
  for (const [path, text] of texts) {
    const reading = readFirewallFile(path, text);
    assert.ok(reading, path);
    const found = (config: string): readonly string[] => {
      const service = serviceOf(
        new ConfigModel(
          readConfig(sourceFromText(`${config}pasv_min_port=3001\npasv_max_port=3100\n`)),
          build('debian-12'),
        ),
      );
      assert.ok(service);
      return compareService(service, [{ path, text, reading }]).map(({ id }) => id);
    };
    assert.deepEqual(found('listen=YES\nlisten_ipv6=NO\n'), [], path);
    assert.deepEqual(found('listen=NO\nlisten_ipv6=YES\n'), ['firewall-range-missing'], path);
  }
});
