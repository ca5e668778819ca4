import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parse } from 'yaml';
import { readEnvFile } from '../../core/firewall/formats/compose/env-file.js';
import { readFirewallFile } from '../../core/firewall/formats/index.js';
import { arrange, readArranged, type ArrangedFile } from '../../core/firewall/formats/together.js';
import type { PortRun, PortWitness } from '../../core/firewall/reading.js';
import { Random, roundsOf, sampled, seedOfRun } from './random.js';

/** What a container engine is asked for. */
interface Mapping {
  readonly host: string;
  /** As it is printed: a port, a range to pick from, or empty where any will do. */
  readonly outer: string;
  readonly inner: number;
  readonly protocol: string;
}

const FILE = 'docker-compose.yml';
// `docker-compose config` needs no daemon and no network.
const isMissing = spawnSync('docker-compose', ['version']).status !== 0;
const skip = isMissing ? 'docker-compose is not installed' : false;

let folder = '';
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vsftpd-lens-compose-'));
});
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Resolved {
  readonly network_mode?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly (string | { published?: number | string; target: number; protocol?: string })[];
}

/** What docker-compose makes of a file, by service; undefined where it refuses the file. */
function resolved(text: string, environment: Record<string, string> = {}): Map<string, Resolved> | undefined {
  return resolvedFiles({ [FILE]: text }, ['-f', FILE], environment);
}

/** What it makes of a folder with these files, and no others. */
function resolvedFiles(
  files: Readonly<Record<string, string>>,
  options: readonly string[] = [],
  environment: Record<string, string> = {},
): Map<string, Resolved> | undefined {
  for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, ...environment };
  const { status, stdout } = spawnSync('docker-compose', [...options, 'config'], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  if (status !== 0) return undefined;
  const { services } = parse(stdout) as { services: Record<string, Resolved> };
  return new Map(Object.entries(services));
}

/** A service for each list of ports: the program takes seconds for a file, however long. */
function servicesWith(lists: readonly string[]): string {
  return `services:\n${lists.map((list, i) => `  s${i}:\n    image: x\n    ports:\n${list}`).join('')}`;
}

function witnessOf(text: string, i: number): PortWitness {
  const witness = readFirewallFile(FILE, text)?.witnesses[i];
  assert.ok(witness, `s${i}`);
  return witness;
}

function mappings({ ports = [] }: Resolved): readonly Mapping[] {
  return ports.map((port) => {
    if (typeof port === 'object') {
      const published = port.published === undefined || port.published === 0 ? '' : `${port.published}`;
      return { host: '', outer: published, inner: port.target, protocol: port.protocol ?? 'tcp' };
    }
    // With an address of the host, it prints the short form.
    const match = /^(.*?):?([\d-]*):(\d+)\/(\w+)$/.exec(port);
    assert.ok(match, port);
    const [, host = '', outer = '', inner = '', protocol = ''] = match;
    return { host, outer, inner: Number(inner), protocol };
  });
}

function runAt(witness: PortWitness, port: number): PortRun {
  const found = witness.runs.find(({ ports }) => ports.low <= port && port <= ports.high);
  assert.ok(found);
  return found;
}

function innerOf({ ports, innerLow }: PortRun, port: number): number {
  return (innerLow ?? ports.low) + port - ports.low;
}

/** Every mapping is read, and nothing else is. */
function compare(witness: PortWitness, found: readonly Mapping[], about: string): void {
  const published = new Map<number, Mapping>();
  for (const mapping of found) {
    if (mapping.protocol !== 'tcp') continue;
    const [low = NaN, high = low] = mapping.outer.split('-').map(Number);
    if (mapping.outer === '') {
      assert.equal(runAt(witness, 40_000).status, 'unknown', `${about}: ${mapping.inner} on any port`);
      continue;
    }
    for (let port = low; port <= high; port++) {
      const run = runAt(witness, port);
      assert.equal(innerOf(run, port), mapping.inner, `${about}: behind ${port}`);
      if (low !== high) assert.equal(run.status, 'unknown', `${about}: one of ${mapping.outer}`);
      else if (/^127|^::1$/.test(mapping.host)) assert.equal(run.status, 'some', `${about}: ${port}`);
      else if (mapping.host.includes(':')) assert.equal(run.status, 'some', `${about}: ${port}`);
      else assert.equal(run.status, 'open', `${about}: ${port}`);
      published.set(port, mapping);
    }
  }
  for (const { ports, status } of witness.runs) {
    if (status !== 'open' && status !== 'some') continue;
    for (let port = ports.low; port <= ports.high; port++) {
      assert.ok(published.has(port), `${about}: ${port} is not published`);
    }
  }
}

/** Services of one file take their ports from blocks of their own, so that no two mappings meet. */
class Generator {
  private next = 0;

  constructor(private readonly random: Random) {}

  /** A free run of ports. */
  private ports(count: number): number {
    const low = 1000 + this.next;
    this.next += count;
    return low;
  }

  item(): string {
    const { random } = this;
    const size = random.chance(0.5) ? 1 : random.between(2, 20);
    const range = (low: number, length: number): string =>
      length === 1 ? `${low}` : `${low}-${low + length - 1}`;
    const inner = random.between(1, 60_000);
    const outer = this.ports(size);
    const host = random.pick([
      '',
      '',
      '',
      '0.0.0.0:',
      '127.0.0.1:',
      '127.9.9.9:',
      '203.0.113.5:',
      '[::1]:',
      '::1:',
      '[2001:db8::1]:',
    ]);
    const protocol = random.pick(['', '', '', '/tcp', '/udp']);
    switch (random.between(0, 9)) {
      case 0:
        return this.quoted(`${range(inner, size)}${protocol}`);
      case 1:
        return this.quoted(`127.0.0.1::${inner}${protocol}`);
      case 2:
        return this.quoted(`${range(outer, size)}:${inner}${protocol}`);
      case 3:
        return `{target: ${inner}, published: ${outer}${random.chance(0.5) ? ', protocol: tcp, mode: host' : ''}}`;
      case 4:
        return this.quoted(`\${NONE:-${range(outer, size)}}:\${NONE-${range(inner, size)}}${protocol}`);
      case 5:
        return random.chance(0.5) ? `${inner}` : this.quoted(`${outer}:0${inner}`);
      default:
        return this.quoted(`${host}${range(outer, size)}:${range(inner, size)}${protocol}`);
    }
  }

  private quoted(text: string): string {
    const quote = this.random.pick(['"', "'", '']);
    // A plain text must not begin like a list, nor read as minutes and seconds.
    return quote === '' && (/^[[:{]/.test(text) || /^\d+:[0-5]?\d$/.test(text))
      ? `"${text}"`
      : quote + text + quote;
  }

  service(name: string): string {
    const { random } = this;
    const items = Array.from({ length: random.between(1, 6) }, () => this.item());
    // Inside brackets, `[` and `{` belong to the list.
    const list =
      random.chance(0.3) && items.every((item) => /^["'{\d]/.test(item) && !/^\d.*:/.test(item))
        ? ` [${items.join(', ')}]`
        : `\n${items.map((item) => `      - ${item}${random.chance(0.2) ? ' # note' : ''}\n`).join('')}`;
    return `  ${name}:\n    image: x\n    ports:${list}\n`;
  }
}

describe('docker-compose agrees', { skip }, () => {
  test('on generated services', () => {
    const seed = seedOfRun();
    console.log(`SEED=${seed}`);
    const random = new Random(seed);
    for (let round = 0; round < roundsOf(1, 40); round++) {
      const generator = new Generator(random);
      const text = `services:\n${Array.from({ length: 50 }, (_, i) => generator.service(`s${i}`)).join('')}`;
      const services = resolved(text);
      assert.ok(services, `SEED=${seed}: docker-compose refuses\n${text}`);
      const reading = readFirewallFile(FILE, text);
      for (const [name, service] of services) {
        const witness = reading?.witnesses.find((one) => one.name === `service ${name}`);
        assert.ok(witness, `SEED=${seed}: ${name}`);
        compare(witness, mappings(service), `SEED=${seed} ${name}`);
      }
    }
  });

  test('on what is merged, extended and shared', () => {
    const text = `x-ports: &ports
  - "21:21"
  - &range "3000-3010:3000-3010"
x-base: &base
  image: x
  ports: *ports
services:
  plain:
    <<: *base
  own:
    <<: *base
    ports: [*range]
  extending:
    extends: own
    ports:
      - "990:990"
  further:
    extends: {service: extending}
    ports:
      - target: 20
        published: 20
  host:
    <<: *base
    network_mode: host
`;
    const services = resolved(text);
    assert.ok(services);
    const reading = readFirewallFile(FILE, text);
    for (const [name, service] of services) {
      const witness = reading?.witnesses.find((one) => one.name === `service ${name}`);
      assert.ok(witness, name);
      if (service.network_mode === 'host') assert.equal(runAt(witness, 1).status, 'open');
      else compare(witness, mappings(service), name);
    }
  });

  test('on what it refuses', () => {
    const items = [
      '"3000-3010:3000-3009"',
      '"ftp:21"',
      '"localhost:21:21"',
      '"21:"',
      '" 21:21"',
      '"21:21/ftp"',
      '"21-:21"',
      '{target: "3000-3010", published: "3000-3010"}',
    ];
    // Each needs a file, for a single one spoils it.
    for (const item of sampled(items, seedOfRun() % 8)) {
      const text = `services:\n  a:\n    image: x\n    ports:\n      - ${item}\n`;
      assert.equal(resolved(text), undefined, item);
      const [witness] = readFirewallFile(FILE, text)?.witnesses ?? [];
      assert.ok(witness, item);
      assert.ok(
        witness.runs.every(({ status }) => status === 'rejected' || status === 'unknown'),
        item,
      );
    }
  });

  test('that unquoted numbers with colons are numbers, as our note says', () => {
    const items = ['21:21', '20:20', '2121:21', '1:0'];
    const text = servicesWith(items.map((item) => `      - ${item}\n`));
    const found = resolved(text);
    for (const [i, item] of items.entries()) {
      const [port] = found?.get(`s${i}`)?.ports ?? [];
      const note = witnessOf(text, i).runs.find(({ why }) => why)?.why ?? '';
      const read = typeof port === 'object' ? port.target : undefined;
      if (item === '1:0') assert.equal(note, '', item);
      else assert.equal(/the number (\d+)/.exec(note)?.[1], `${read}`, item);
    }
  });

  test('that a variable may hold anything, so what hangs on it is unknown', () => {
    const seed = seedOfRun();
    const random = new Random(seed);
    const items = [
      '"${A}:21"',
      '"$A:21"',
      '"${A}-${B}:3000-3010"',
      '"21:${A}"',
      '"${C}:21:21"',
      '"${D}"',
      '"${A:?needed}:21"',
    ];
    const text = servicesWith(items.map((item) => `      - ${item}\n      - "5:5"\n`));
    for (let round = 0; round < roundsOf(1, 10); round++) {
      const low = random.between(1000, 30_000);
      const environment = { A: `${low}`, B: `${low + 10}`, C: '127.0.0.1', D: `${low}:${low}` };
      const found = resolved(text, environment);
      for (const [i, item] of items.entries()) {
        const service = found?.get(`s${i}`);
        assert.ok(service, `SEED=${seed}: ${item}`);
        for (const { outer } of mappings(service)) {
          const run = runAt(witnessOf(text, i), Number(outer));
          assert.equal(run.status, outer === '5' ? 'open' : 'unknown', `SEED=${seed}: ${item}`);
        }
      }
    }
  });

  test('on what a .env says, wherever we know it', () => {
    const seed = seedOfRun();
    console.log(`SEED=${seed}`);
    const random = new Random(seed);
    const rounds = roundsOf(2, 100);
    let known = 0;
    for (let round = 0; round < rounds; round++) {
      const env = envFile(random);
      const text = `services:\n  a:\n    image: x\n    environment:\n${NAMES.map((name) => `      ${name}: "<\${${name}-unset}>"\n`).join('')}`;
      const environment = resolvedFiles({ [FILE]: text, '.env': env })?.get('a')?.environment;
      const variables = readEnvFile(env);
      for (const name of NAMES) {
        const value = variables(name);
        if (value === null) continue;
        const about = `SEED=${seed} ${name} in ${JSON.stringify(env)}`;
        assert.ok(environment, about);
        assert.equal(environment[name]?.replaceAll('$$', '$'), `<${value ?? 'unset'}>`, about);
        if (value !== undefined) known++;
      }
    }
    assert.ok(known >= rounds / 2, `${known} values are known`);
    console.log(`${known} values are known`);
  });

  test('on ports that come out of a .env', () => {
    const seed = seedOfRun();
    const random = new Random(seed);
    for (let round = 0; round < roundsOf(1, 30); round++) {
      const low = random.between(1000, 30_000);
      const env = [
        `export LOW=${low} # the first`,
        `HIGH="${low + 5}"`,
        'RANGE=${LOW}-${HIGH}',
        "ADDRESS='127.0.0.1'",
        'EMPTY=',
        `LATER=${low + 8}`,
        `LATER=${low + 9}`,
      ].join(random.pick(['\n', '\r\n']));
      const items = [
        '"${RANGE}:${LOW:-1}-${HIGH:-6}"',
        '"$ADDRESS:${EMPTY:-700}:${EMPTY:-700}"',
        '"${LATER?wanted}:${NONE:-21}"',
        '{target: "${HIGH}", published: "${NONE-710}"}',
      ];
      const text = `services:\n  a:\n    image: x\n    env_file: other.env\n    ports:\n${items.map((item) => `      - ${item}\n`).join('')}`;
      const files = { [FILE]: text, '.env': env, 'other.env': 'LOW=1\nHIGH=2\nNONE=3\n' };
      const service = resolvedFiles(files)?.get('a');
      assert.ok(service, `SEED=${seed}`);
      const witness = together(files)[0]?.reading.witnesses[0];
      assert.ok(witness);
      compare(witness, mappings(service), `SEED=${seed}`);
    }
  });

  test('on what an override adds', () => {
    const seed = seedOfRun();
    const random = new Random(seed);
    for (let round = 0; round < roundsOf(1, 30); round++) {
      const generator = new Generator(random);
      const names = Array.from({ length: 20 }, (_, i) => `s${i}`);
      const part = (): string =>
        names.flatMap((name) => (random.chance(0.6) ? [generator.service(name)] : [])).join('') ||
        generator.service('s0');
      const prefix = random.pick(['docker-compose', 'compose']);
      const files = {
        [`${prefix}.${random.pick(['yml', 'yaml'])}`]: `services:\n${part()}`,
        [`${prefix}.override.${random.pick(['yml', 'yaml'])}`]: `services:\n${part()}  host: {image: x, network_mode: host}\n`,
      };
      const services = resolvedFiles(files);
      assert.ok(services, `SEED=${seed}: docker-compose refuses ${JSON.stringify(files)}`);
      const [read, ...more] = together(files);
      assert.ok(read);
      assert.deepEqual(more, [], 'they are one');
      assert.equal(read.reading.witnesses.length, services.size, `SEED=${seed}`);
      for (const [name, service] of services) {
        const witness: PortWitness | undefined = read.reading.witnesses.find(
          (one) => one.name === `service ${name}`,
        );
        assert.ok(witness, `SEED=${seed}: ${name}`);
        if (service.network_mode === 'host') assert.equal(runAt(witness, 1).status, 'open');
        else compare(witness, mappings(service), `SEED=${seed} ${name}`);
      }
    }
  });
});

function together(files: Readonly<Record<string, string>>): readonly ArrangedFile[] {
  const placed = Object.entries(files).map(([name, text]) => ({ path: `/w/${name}`, text }));
  return arrange(placed).flatMap((one) => readArranged(one) ?? []);
}

const NAMES: readonly string[] = ['A', 'B', 'C', 'PASV_MIN', 'x1'];

/** Lines as people write them, and now and then some that versions read in different ways. */
function envFile(random: Random): string {
  const word = (): string =>
    random.pick([
      '21',
      '21100',
      'a b',
      '',
      "it's",
      'x"y',
      '${A}',
      '${B}-${A}',
      '${NONE:-7}',
      '1#2',
      'a\\b',
      'é',
    ]);
  const line = (): string => {
    const name = random.pick(NAMES);
    const blank = random.pick(['', '', ' ', '\t']);
    const tail = random.pick(['', '', '', ' # note', '  ', '#x']);
    switch (random.between(0, 14)) {
      case 0:
        return random.pick(['# a comment', '', '   ', '\t# more']);
      case 1:
        return `export ${name}=${word()}${tail}`;
      case 2:
      case 3:
        return `${name}=${blank}"${word().replaceAll('"', '\\"')}"${tail}`;
      case 4:
        return `${name}="${random.pick(['a\\nb', 'two\nlines', 'a\\"b', 'a\\tb', '\\\\x', '# no comment'])}"${tail}`;
      case 5:
        return `${name}='${word().replaceAll("'", "\\'")}'${tail}`;
      case 6:
        return `${name}${blank}=${blank}${word()}${tail}`;
      case 7:
        return random.chance(0.15)
          ? random.pick(['A', 'B: 5', '=3', 'A B=3', 'A="open', "C='a\\\\'"])
          : `${name}=1`;
      default:
        return `${name}=${blank}${word()}${tail}`;
    }
  };
  const end = random.pick(['\n', '\n', '\r\n']);
  const lines = Array.from({ length: random.between(4, 12) }, line);
  return (random.chance(0.15) ? '\ufeff' : '') + lines.join(end) + random.pick(['', end]);
}
