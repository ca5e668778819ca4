import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { build } from 'esbuild';
import { firewallKindOf, readFirewallFile } from '../../../core/firewall/formats/index.js';
import { writeRules } from '../../../core/firewall/index.js';
import { Random } from '../../oracle/random.js';
import { checkForm, mentioned, shown, unread, withAdded } from '../reading-text.js';

const FILE = 'main.tf';

function group(rules: string): string {
  return `resource "aws_security_group" "ftp" {\n  name = "allow_ftp"\n${rules}}\n`;
}

function ingress(settings: string): string {
  return `  ingress {\n    protocol = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n${settings}  }\n`;
}

const PORTS = '    from_port = 21100\n    to_port = 21110\n';

/** An ingress block, and what it lets through. */
const RULES: readonly (readonly [name: string, block: string, expected: string])[] = [
  ['a range', ingress(PORTS), '21100-21110 open, else dropped'],
  ['one port', ingress('    from_port = "21"\n    to_port = "21"\n'), '21 open, else dropped'],
  ['a protocol by its number', ingress(PORTS).replace('"tcp"', '6'), '21100-21110 open, else dropped'],
  ['a protocol in capitals', ingress(PORTS).replace('"tcp"', '"TCP"'), '21100-21110 open, else dropped'],
  [
    'every protocol',
    ingress('    from_port = 0\n    to_port = 0\n').replace('"tcp"', '"-1"'),
    '1-65535 open',
  ],
  [
    'every protocol by its number',
    ingress('    from_port = 0\n    to_port = 0\n').replace('"tcp"', '-1'),
    '1-65535 open',
  ],
  ['every port', ingress('    from_port = 0\n    to_port = 65535\n'), '1-65535 open'],
  [
    'what is changed by hand is left as it is',
    `${ingress(PORTS)}  lifecycle {\n    ignore_changes = [ingress, tags]\n  }\n`,
    '21100-21110 open, else unknown (rules that are added outside of Terraform)',
  ],
  [
    'all that is changed by hand is left as it is',
    `${ingress(PORTS)}  lifecycle {\n    ignore_changes = all\n  }\n`,
    '21100-21110 open, else unknown (rules that are added outside of Terraform)',
  ],
  [
    'something else that is changed by hand is left as it is',
    `${ingress(PORTS)}  lifecycle {\n    ignore_changes = [tags, description]\n  }\n`,
    '21100-21110 open, else dropped',
  ],
  [
    'some networks',
    ingress(PORTS).replace('["0.0.0.0/0"]', '["10.0.0.0/8", "192.168.0.0/16"]'),
    '21100-21110 some (only from 10.0.0.0/8 and 1 more), else dropped',
  ],
  [
    'IPv6 alone',
    ingress(PORTS).replace('cidr_blocks = ["0.0.0.0/0"]', 'ipv6_cidr_blocks = ["::/0"]'),
    '21100-21110 some (only over IPv6), else dropped',
  ],
  [
    'both halves of the world',
    ingress(PORTS).replace('["0.0.0.0/0"]', '["0.0.0.0/1", "128.0.0.0/1"]'),
    '21100-21110 open, else dropped',
  ],
  [
    'other groups',
    ingress(PORTS).replace('cidr_blocks = ["0.0.0.0/0"]', 'security_groups = [aws_security_group.lb.id]'),
    '21100-21110 some (only from members of security groups), else dropped',
  ],
  [
    'the group itself',
    ingress(PORTS).replace('cidr_blocks = ["0.0.0.0/0"]', 'self = true'),
    '21100-21110 some (only from members of security groups), else dropped',
  ],
  [
    'networks that are not known',
    ingress(PORTS).replace('["0.0.0.0/0"]', 'var.clients'),
    '21100-21110 unknown (the variable clients), else dropped',
  ],
  [
    'a known network beside one that is not',
    ingress(PORTS).replace('["0.0.0.0/0"]', '["0.0.0.0/0", var.more]'),
    '21100-21110 open, else dropped',
  ],
  [
    'a variable',
    ingress('    from_port = var.low\n    to_port = 21110\n'),
    'else unknown (the variable low)',
  ],
  [
    'a value of a data source',
    ingress('    from_port = data.x.y.z\n    to_port = 21110\n'),
    'else unknown (data.x.y.z)',
  ],
  [
    'a sum',
    ingress('    from_port = 21000 + 100\n    to_port = 21110\n'),
    'else unknown (a value that is worked out)',
  ],
  [
    'a choice',
    ingress('    from_port = var.tls ? 990 : 21\n    to_port = 990\n'),
    'else unknown (a value that is worked out)',
  ],
  ['a result', ingress('    from_port = min(1, 2)\n    to_port = 2\n'), 'else unknown (the result of min())'],
  [
    'a dynamic block',
    `${ingress(PORTS)}  dynamic "ingress" {\n    for_each = var.rules\n    content {\n      from_port = ingress.value\n    }\n  }\n`,
    '21100-21110 open, else unknown (a dynamic block)',
  ],
  [
    'no protocol',
    ingress(PORTS).replace('protocol = "tcp"', 'description = "x"'),
    'else unknown (a rule without a protocol)',
  ],
  [
    'a list of objects',
    '  ingress = [\n    {\n      from_port = 21\n      to_port: 21,\n      protocol = "tcp"\n      cidr_blocks = ["0.0.0.0/0"], self = null\n    },\n    { from_port = 990, to_port = 990, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] }\n  ]\n',
    '21 open, 990 open, else dropped',
  ],
  ['comments', ingress(`# from_port = 1\n// "\n/* { */${PORTS}`), '21100-21110 open, else dropped'],
  [
    'a here-document',
    `${ingress(PORTS)}  description = <<-EOT\n    ingress { "\n  EOT\n`,
    '21100-21110 open, else dropped',
  ],
  [
    'texts with templates',
    `${ingress(PORTS)}  tags = { Name = "a-\${var.b["c"]}-{" }\n`,
    '21100-21110 open, else dropped',
  ],
  [
    'a very long text',
    `${ingress(PORTS)}  description = "${'x{'.repeat(3000)}"\n`,
    '21100-21110 open, else dropped',
  ],
];

/** A dynamic block or a rule resource, with what it goes over, and what it lets through. */
const MADE: readonly (readonly [name: string, text: string, expected: string])[] = [
  [
    'a list of numbers',
    dynamic('[21, "990"]', 'ingress.value', 'ingress.value'),
    '21 open, 990 open, else dropped',
  ],
  [
    'an iterator of its own',
    dynamic('toset([21])', 'rule.value', 'rule.key').replace(
      '    content',
      '    iterator = rule\n    content',
    ),
    '21 open, else dropped',
  ],
  [
    'objects of a variable',
    `variable "rules" {\n  default = [{ from = 21, to = 21 }, { from = 3001, to = 3100 }]\n}\n${dynamic('var.rules', 'ingress.value.from', 'ingress.value["to"]')}`,
    '21 open, 3001-3100 open, else dropped',
  ],
  [
    'an object of locals',
    `locals {\n  rules = { ctl = [21, 21], data = [3001, 3100] }\n}\n${dynamic('local.rules', 'ingress.value[0]', 'element(ingress.value, 1)')}`,
    '21 open, 3001-3100 open, else dropped',
  ],
  [
    'a variable that is empty by default',
    `variable "rules" {\n  default = []\n}\n${dynamic('var.rules', 'ingress.value', 'ingress.value')}`,
    'else unknown (a dynamic block)',
  ],
  [
    'an empty list',
    group(`${ingress(PORTS)}${dynamicBlock('[]', '1', '2')}`),
    '21100-21110 open, else dropped',
  ],
  [
    'something that is worked out',
    dynamic('[for p in [21] : p]', 'ingress.value', 'ingress.value'),
    'else unknown (a dynamic block)',
  ],
  ['very many', dynamic(`[${'21, '.repeat(300)}]`, 'ingress.value', '21'), 'else unknown (a dynamic block)'],
  [
    'a count and its index',
    `locals {\n  low = [21, 3001]\n  high = { "21" = 21, "3001" = 3100 }\n}\n${resource('count = length(local.low)', 'local.low[count.index]', 'lookup(local.high, local.low[count.index], 0)')}`,
    '21 open, 3001-3100 open, else dropped',
  ],
  [
    'a resource for each of a map',
    resource('for_each = { a = { p = 21 }, b = { p = 990 } }', 'each.value.p', 'each.value["p"]'),
    '21 open, 990 open, else dropped',
  ],
  [
    'an index that is not known',
    `locals {\n  low = [21, 3001]\n}\n${resource('count = 1', 'local.low[var.i]', '3001')}`,
    'else unknown (local.low)',
  ],
];

function dynamicBlock(over: string, from: string, to: string): string {
  return `  dynamic "ingress" {\n    for_each = ${over}\n    content {\n      protocol = "tcp"\n      cidr_blocks = ["0.0.0.0/0"]\n      from_port = ${from}\n      to_port = ${to}\n    }\n  }\n`;
}

function dynamic(over: string, from: string, to: string): string {
  return group(dynamicBlock(over, from, to));
}

function resource(made: string, from: string, to: string): string {
  return `${group('')}resource "aws_security_group_rule" "in" {\n  ${made}\n  type = "ingress"\n  security_group_id = aws_security_group.ftp.id\n  protocol = "tcp"\n  cidr_blocks = ["0.0.0.0/0"]\n  from_port = ${from}\n  to_port = ${to}\n}\n`;
}

describe('rules made for each of', () => {
  for (const [name, text, expected] of MADE) {
    test(name, () => {
      assert.deepEqual(shown(FILE, text), [`input security group allow_ftp: ${expected}`]);
    });
  }

  test('an object, which is pointed at, rewritten and copied', () => {
    const [, , [, text] = []] = MADE;
    assert.ok(text);
    assert.deepEqual(mentioned(FILE, text), ['21 accepts', '21 accepts', '3001 accepts', '3100 accepts']);
    assert.match(withAdded(FILE, text, 4000, 4100), /to = 3100 \}, \{ from = 4000, to = 4100 \}\]/);
  });
});

describe('aws_security_group with', () => {
  for (const [name, block, expected] of RULES) {
    test(name, () => {
      assert.deepEqual(shown(FILE, group(block)), [`input security group allow_ftp: ${expected}`]);
    });
  }

  test('rules for other protocols alone', () => {
    assert.deepEqual(shown(FILE, group(ingress(PORTS).replace('"tcp"', '"udp"'))), []);
  });

  test('rules for what goes out', () => {
    const out = (low: number, high: number): string =>
      ingress(`    from_port = ${low}\n    to_port = ${high}\n`).replace('ingress', 'egress');
    const [, wide] = shown(FILE, group(ingress(PORTS) + out(0, 0).replace('"tcp"', '"-1"')));
    assert.equal(wide, 'output security group allow_ftp: 1-65535 open');
    const [, narrow] = shown(FILE, group(ingress(PORTS) + out(443, 443)));
    assert.equal(narrow, 'output security group allow_ftp: else dropped');
    assert.deepEqual(mentioned(FILE, group(out(443, 443))), []);
  });

  test('variables and locals of the same file', () => {
    const text = `variable "low" {
  type = number
  default = 21100
}
variable "clients" {
  default = ["0.0.0.0/0"]
}
variable "nothing" {}
locals {
  high = tonumber(local.text)
  text = "21110"
  passive = { low = var.low, high = local.high }
  world = concat(var.clients, ["10.0.0.0/8"])
}
${group(
  ingress('    from_port = var.low\n    to_port = local.passive.high\n').replace(
    '["0.0.0.0/0"]',
    'local.world',
  ) +
    ingress('    from_port = "${var.low}"\n    to_port = (local.high)\n') +
    ingress('    from_port = var.nothing\n    to_port = 1\n'),
)}`;
    assert.deepEqual(shown(FILE, text), [
      'input security group allow_ftp: 21100-21110 open, else unknown (the variable nothing)',
    ]);
    const loop = `locals {\n  a = local.b\n  b = local.a\n}\n${group(ingress('    from_port = local.a\n    to_port = 1\n'))}`;
    assert.deepEqual(shown(FILE, loop).length, 1);
  });

  test('rules of their own', () => {
    const rule = (type: string, settings: string): string => `resource "${type}" "r" {\n${settings}}\n`;
    const own = '  security_group_id = aws_security_group.ftp.id\n';
    const text = [
      group(''),
      rule(
        'aws_security_group_rule',
        `  type = "ingress"\n  from_port = 21\n  to_port = 21\n  protocol = "tcp"\n  cidr_blocks = ["0.0.0.0/0"]\n${own}`,
      ),
      rule(
        'aws_vpc_security_group_ingress_rule',
        `  from_port = 3000\n  to_port = 3100\n  ip_protocol = "tcp"\n  cidr_ipv4 = "0.0.0.0/0"\n${own}`,
      ),
      rule(
        'aws_vpc_security_group_ingress_rule',
        `  from_port = 22\n  to_port = 22\n  ip_protocol = "tcp"\n  referenced_security_group_id = "sg-1"\n${own}`,
      ),
      rule('aws_vpc_security_group_egress_rule', `  ip_protocol = "-1"\n  cidr_ipv4 = "0.0.0.0/0"\n${own}`),
      rule(
        'aws_vpc_security_group_ingress_rule',
        `  count = var.tls ? 1 : 0\n  from_port = 990\n  to_port = 990\n  ip_protocol = "tcp"\n  cidr_ipv4 = "0.0.0.0/0"\n${own}`,
      ),
      rule(
        'aws_vpc_security_group_ingress_rule',
        `  count = 0\n  from_port = 991\n  to_port = 991\n  ip_protocol = "tcp"\n  cidr_ipv4 = "0.0.0.0/0"\n${own}`,
      ),
    ].join('');
    assert.deepEqual(shown(FILE, text), [
      'input security group allow_ftp: 21 open, 22 some (only from members of security groups), 990 unknown (it is made only under a condition), 3000-3100 open, else dropped',
      'output security group allow_ftp: 1-65535 open',
    ]);
    const elsewhere = text.replace(group(''), '');
    assert.match(
      shown(FILE, elsewhere)[0] ?? '',
      /^input security group aws_security_group\.ftp\.id: .*else dropped$/,
    );
    const single = rule(
      'aws_vpc_security_group_ingress_rule',
      '  from_port = 21\n  to_port = 21\n  ip_protocol = "tcp"\n  cidr_ipv4 = "0.0.0.0/0"\n  security_group_id = var.group\n',
    );
    assert.deepEqual(shown(FILE, single), [
      'input security group var.group: 21 open, else unknown (other rules of the group may be in another file)',
    ]);
  });

  test('the file that is written for a config', () => {
    const text = writeRules('terraform', {
      control: 21,
      passive: { low: 3001, high: 3300 },
      tls: false,
      nat: null,
      remarks: [],
    });
    assert.deepEqual(shown(FILE, text), [
      'input security group var.ftp_security_group_id: 21 open, 3001-3300 open, else dropped',
    ]);
  });

  test('places', () => {
    const text = group(
      `  # passive\n  ingress {\n    from_port   = 21100\n    to_port     = local.high # end\n    protocol    = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n${ingress('    from_port = var.x\n    to_port = 1\n')}`,
    );
    const whole = `locals { high = "21110" }\n${text}`;
    assert.deepEqual(mentioned(FILE, whole), ['21100 accepts', '21110 accepts']);
    const [witness] = readFirewallFile(FILE, whole)?.witnesses ?? [];
    assert.ok(witness);
    assert.equal(whole.slice(witness.at.start, witness.at.end), 'resource "aws_security_group" "ftp"');
    const at = witness.passages.find((passage) => passage.at)?.at;
    assert.match(whole.slice(at?.start, at?.end), /^ingress \{\n {4}from_port {3}= 21100[^]*\n {2}\}$/);
    assert.match(unread(FILE, whole)[0] ?? '', /^ingress \{[^]*\}: the variable x$/);
  });
});

describe('ports are added', () => {
  const open = /21100-21110 open/;

  test('in a block like the last one', () => {
    const text = group(
      '  ingress {\n    description = "login"\n    from_port   = 21\n    to_port     = "21"\n    protocol    = "tcp"\n    cidr_blocks = ["0.0.0.0/0"] # all\n  }\n\n  egress {\n    protocol = "-1"\n  }\n',
    );
    const added = withAdded(FILE, text, 21100, 21110);
    assert.ok(
      added.includes(
        '# all\n  }\n  ingress {\n    description = "FTP"\n    from_port   = 21100\n    to_port     = "21110"\n    protocol    = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n\n  egress {',
      ),
      added,
    );
    assert.match(shown(FILE, added)[0] ?? '', open);
  });

  test('behind the one that is open, not the one that is not', () => {
    const limited = ingress('    from_port = 22\n    to_port = 22\n').replace(
      '["0.0.0.0/0"]',
      '["10.0.0.0/8"]',
    );
    const text = group(ingress('    from_port = 21\n    to_port = 21\n') + limited);
    assert.match(shown(FILE, withAdded(FILE, text, 21100, 21110))[0] ?? '', open);
    assert.match(shown(FILE, withAdded(FILE, group(limited), 21100, 21110))[0] ?? '', /21100-21110 some/);
  });

  test('in a list of objects', () => {
    const text = group(
      '  ingress = [\n    { from_port = 21, to_port = 21, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] },\n  ]\n',
    );
    const added = withAdded(FILE, text, 21100, 21110);
    assert.ok(added.includes('},\n    { from_port = 21100, to_port = 21110, protocol'), added);
    assert.match(shown(FILE, added)[0] ?? '', open);
  });

  test('in a resource of its own', () => {
    const text = `${group('')}\nresource "aws_vpc_security_group_ingress_rule" "control" {\n  security_group_id = aws_security_group.ftp.id\n  from_port = 21\n  to_port = 21\n  ip_protocol = "tcp"\n  cidr_ipv4 = "0.0.0.0/0"\n}\n`;
    const added = withAdded(FILE, text, 21100, 21110);
    assert.ok(
      added.includes('}\n\nresource "aws_vpc_security_group_ingress_rule" "ftp_21100_21110" {\n'),
      added,
    );
    assert.match(shown(FILE, added)[0] ?? '', open);
    const windows = withAdded(FILE, text.replaceAll('\n', '\r\n'), 21100, 21110);
    assert.equal(windows, added.replaceAll('\n', '\r\n'));
  });

  test('in a list of ports', () => {
    const google =
      'resource "google_compute_firewall" "a" {\n  allow {\n    protocol = "tcp"\n    ports = ["21"]\n  }\n}\n';
    const added = withAdded(FILE, google, 21100, 21110);
    assert.ok(added.includes('["21", "21100-21110"]'), added);
    assert.match(shown(FILE, added)[0] ?? '', open);
  });
});

describe('a file that is being typed', () => {
  const good = group(ingress(PORTS));
  for (const [name, half] of [
    ['a value', 'resource "aws_security_group" "half" {\n  ingress {\n    from_port = \n  }\n}\n'],
    ['brackets', 'resource "aws_security_group" "half" {\n  ingress {\n    from_port = 21\n'],
    ['a quote', 'resource "aws_security_group" "half" {\n  ingress {\n    protocol = "tcp\n  }\n}\n'],
    ['a name', 'resource "aws_security_group" "half" {\n  ingr\n}\n'],
    ['a head', 'resource "aws_security_group" "half\n'],
    ['a here-document', 'resource "aws_security_group" "half" {\n  x = <<EOT\n'],
  ] as const) {
    test(`without ${name}`, () => {
      assert.ok(shown(FILE, `${good}${half}`).some((line) => line.includes('allow_ftp: 21100-21110 open')));
      if (name !== 'a here-document') {
        assert.ok(shown(FILE, `${half}${good}`).some((line) => line.includes('allow_ftp: 21100-21110 open')));
      }
      for (const line of shown(FILE, half)) assert.match(line, /else unknown|1-65535 unknown/);
    });
  }
});

describe('other clouds', () => {
  test('google_compute_firewall, in the order of priority', () => {
    const rule = (name: string, settings: string): string =>
      `resource "google_compute_firewall" "${name}" {\n  network = google_compute_network.n.name\n${settings}}\n`;
    const world = '  source_ranges = ["0.0.0.0/0"]\n';
    const allow = '  allow {\n    protocol = "tcp"\n    ports = ["21", "21100-21110"]\n  }\n';
    const deny = '  deny {\n    protocol = "tcp"\n    ports = ["21105"]\n  }\n  priority = 900\n';
    const udp = '  allow {\n    protocol = "udp"\n  }\n';
    const text =
      rule('a', allow + world + udp) + rule('b', deny) + rule('c', `${allow}  direction = "EGRESS"\n`);
    assert.deepEqual(shown(FILE, text), [
      'input firewall rules a, b of network google_compute_network.n: 21 open, 21100-21104 open, 21105 dropped, 21106-21110 open, else dropped',
    ]);
    assert.deepEqual(mentioned(FILE, text), ['21105 drops', '21 accepts', '21100-21110 accepts']);
    assert.match(
      shown(FILE, rule('a', `${allow}  source_ranges = ["10.0.0.0/8"]\n`))[0] ?? '',
      /21 some \(only from 10\.0\.0\.0\/8\)/,
    );
    assert.match(
      shown(FILE, rule('a', `${allow}  source_tags = ["web"]\n`))[0] ?? '',
      /21 some \(only from tagged machines\)/,
    );
    assert.match(
      shown(FILE, rule('a', `  allow {\n    protocol = "tcp"\n  }\n${world}`))[0] ?? '',
      /: 1-65535 open$/,
    );
  });

  test('azurerm_network_security_group, in the order of priority', () => {
    const settings = (priority: number, access: string, ports: string): string =>
      `priority = ${priority}\n direction = "Inbound"\n access = "${access}"\n protocol = "Tcp"\n source_port_range = "*"\n ${ports}\n source_address_prefix = "*"\n destination_address_prefix = "*"\n`;
    const inline = (text: string): string => `  security_rule {\n${text}  }\n`;
    const text = `resource "azurerm_network_security_group" "nsg" {
  name = "nsg"
${inline(settings(200, 'Allow', 'destination_port_ranges = ["21", "21100-21110"]'))}${inline(settings(100, 'Deny', 'destination_port_range = "21110"'))}}
resource "azurerm_network_security_rule" "more" {
  network_security_group_name = azurerm_network_security_group.nsg.name
${settings(300, 'Allow', 'destination_port_range = "990"').replace('"*"\n destination_address', '"10.0.0.0/8"\n destination_address')}}
`;
    assert.deepEqual(shown(FILE, text), [
      'input network security group nsg: 21 open, 990 some (only from 10.0.0.0/8), 21100-21109 open, 21110 dropped, else dropped',
    ]);
    assert.match(shown(FILE, text.replace('"21", ', 'var.p, '))[0] ?? '', /else unknown \(the variable p\)$/);
  });
});

describe('which files', () => {
  for (const [name, text, kind] of [
    ['main.tf', group(''), 'terraform'],
    ['main.tf.example', group(''), 'terraform'],
    ['main.tf', 'resource "aws_instance" "x" {}\n', null],
    ['main.txt', group(''), null],
  ] as const) {
    test(`${name}: ${kind ?? 'none'}`, () => {
      assert.equal(firewallKindOf(name, text), kind);
    });
  }
});

const SAMPLE = `${RULES.map(([, block]) => group(block)).join('')}variable "a" { default = [1] }\nlocals {\n  b = "\${var.a}"\n}\n`;

function mangled(random: Random): string {
  const pieces = [
    ...SAMPLE.slice(0, 3000)
      .split(/(\s+|["={}[\],])/)
      .filter(Boolean),
    '<<EOT\n',
    '/*',
    '*/',
    '#',
    '${',
    '%{',
    '\\',
    '\0',
    '\r\n',
    '\u{1f600}',
  ];
  const start = random.between(0, SAMPLE.length - 2000);
  let text = SAMPLE.slice(start, start + 2000);
  for (let i = random.between(1, 6); i > 0; i--) {
    const at = random.between(0, text.length);
    text =
      text.slice(0, at) + random.word(pieces, random.between(0, 4)) + text.slice(at + random.between(0, 8));
  }
  return text;
}

test('anything is read without harm', () => {
  const random = new Random(20_260_404);
  for (let round = 0; round < 300; round++) {
    const text = mangled(random);
    const found = readFirewallFile(FILE, text);
    if (found) checkForm(text, found);
  }
});

test('hostile sizes', () => {
  const head = 'resource "aws_security_group" "a" {\n';
  for (const piece of [
    '{',
    '[',
    '(',
    '"',
    '${"',
    '$',
    '\\',
    '<<A\n',
    'x = b ? c : ',
    '.c',
    '= } ] ) ',
    'a = [for x in ',
    '/*',
    '#\n',
    '-',
    '!',
    'ingress {\n',
    'x '.repeat(50),
    '%{ if x }',
  ]) {
    for (const lead of ['', 'x = ', 'x = "', 'x = <<A\n']) {
      const text = head + lead + piece.repeat(60_000 / piece.length);
      const found = readFirewallFile(FILE, text);
      assert.ok(found);
      checkForm(text, found);
    }
  }
  const many = readFirewallFile(FILE, group(ingress(PORTS)).repeat(3000));
  assert.ok(many && many.witnesses.length > 0 && many.unread.length > 0);
});

test('the bundles read the same with the parser alone', async () => {
  const { ALIASES } = (await import(path.resolve('scripts/build.mjs'))) as {
    ALIASES: Record<string, string>;
  };
  const folder = mkdtempSync(path.join(tmpdir(), 'vsftpd-lens-'));
  try {
    const outfile = path.join(folder, 'read.cjs');
    const entryPoints = ['core/firewall/formats/index.ts'];
    await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'cjs', alias: ALIASES });
    assert.ok(!readFileSync(outfile, 'utf8').includes('EditorView'), 'an editor is in the bundle');
    const bundle = createRequire(import.meta.url)(outfile) as { readFirewallFile: typeof readFirewallFile };
    const random = new Random(20_260_405);
    for (const text of [SAMPLE, ...Array.from({ length: 100 }, () => mangled(random))]) {
      assert.deepEqual(bundle.readFirewallFile(FILE, text), readFirewallFile(FILE, text));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
