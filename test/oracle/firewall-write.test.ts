/** What is written is taken by the real tools, lets the requested ports through, and reads back as just that. */
import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import {
  compareService,
  DEFINITIONS,
  writeRules,
  type PortRequest,
  type ServicePorts,
} from '../../core/firewall/index.js';
import { countOf, joined, overlap } from '../../core/firewall/ports/port-spans.js';
import { readFirewallFile } from '../../core/firewall/formats/index.js';
import type { FirewallReading, PortRange } from '../../core/firewall/reading.js';
import {
  FIREWALL_PACKAGES,
  runCompose,
  runFirewalld,
  runIptables,
  runNft,
  runUfw,
  type Done,
} from './firewall-tools.js';
import { Random, roundsOf, seedOfRun } from './random.js';
import { whatIsMissing } from './real-vsftpd.js';
import { INNER_NETWORK, SynLab, WAN, type Attempt } from './syn-lab.js';

const missing = await whatIsMissing(FIREWALL_PACKAGES);
const seed = seedOfRun();
/** Requests for each fast tool in one run; ufw and firewalld take seconds for each. */
const rounds = roundsOf(16, 200);
const slowRounds = Math.ceil(rounds / 10);
const INNER = INNER_NETWORK.inner[0] ?? '';

/** A request, and the same as the comparison wants it. */
function request(random: Random): PortRequest {
  const low = random.between(1024, 65_000);
  const size = random.pick([1, 2, 11, 101, 300, 2000, 65_535]);
  const control = random.pick([21, 21, 21, 990, 2121, low, random.between(1, 65_535)]);
  return {
    control,
    implicitTls: control === 990,
    passive: random.chance(0.1) ? null : { low, high: Math.min(65_535, low + size - 1) },
    tls: random.chance(0.5),
    nat: random.chance(0.4) ? { outer: WAN, inner: INNER } : null,
    remarks: random.chance(0.3)
      ? ['The file sets no passive range: these are the ports vsftpd then uses.']
      : [],
  };
}

function requests(count: number, salt: number): readonly PortRequest[] {
  return Array.from({ length: count }, (_, index) => request(new Random(seed + salt + index)));
}

function wanted({ control, passive }: PortRequest): readonly PortRange[] {
  return joined([{ low: control, high: control }, ...(passive ? [passive] : [])]);
}

function serviceFor({ control, passive, tls, nat, implicitTls }: PortRequest): ServicePorts {
  return { control, passive, tls, implicitTls: implicitTls === true, advertised: nat?.outer ?? WAN };
}

/** Ports at the edges of what was asked for, SSH, and some others. */
function asked(made: PortRequest, random: Random): readonly number[] {
  const edges = wanted(made).flatMap(({ low, high }) => [low - 1, low, high, high + 1]);
  const others = Array.from({ length: 12 }, () => random.between(1, 65_535));
  return [...new Set([...edges, ...others, 22])].filter((port) => port >= 1 && port <= 65_535);
}

function isWanted(made: PortRequest, port: number): boolean {
  return wanted(made).some((range) => overlap(range, { low: port, high: port }));
}

/** What a reading lets through by explicit rules. */
function readBack({ witnesses }: FirewallReading, { nat }: PortRequest): readonly PortRange[] {
  const role = nat ? 'forward' : 'input';
  const own = witnesses.filter((witness) => witness.role === role || witness.role === 'declare');
  return joined(
    own.flatMap(({ runs }) =>
      runs.flatMap(({ ports, status, at, innerHost, innerLow }) => {
        if (status !== 'open' || !at) return [];
        if (nat && innerHost !== undefined) assert.equal(innerHost, nat.inner);
        if (innerLow !== undefined) assert.equal(innerLow, ports.low);
        return [ports];
      }),
    ),
  );
}

function readsBack(path: string, text: string, made: PortRequest): void {
  const reading = readFirewallFile(path, text);
  assert.ok(reading, `${path} is not recognised\n${text}`);
  assert.deepEqual(readBack(reading, made), wanted(made), `read from\n${text}`);
  assert.deepEqual(reading.unread, [], text);
  const found = compareService(serviceFor(made), [{ path, text, reading }]);
  assert.deepEqual(
    found.map(({ message }) => message),
    [],
    text,
  );
}

describe('written firewall files', { skip: missing ?? false }, () => {
  let lab: SynLab;
  before(async () => {
    lab = await SynLab.start();
  });
  after(() => {
    lab.stop();
  });

  /** The tool took it, the requested ports are open, SSH is as open as before, and nothing else is. */
  async function proves(
    made: PortRequest,
    done: Done | undefined,
    tool: Attempt['tool'],
    text: string,
    random: Random,
    ssh = true,
  ): Promise<void> {
    assert.equal(done?.error, null, text);
    const ports = asked(made, random);
    const seen = await lab.attempt({ tool, ruleset: done.ruleset, ports });
    const through = made.nat
      ? seen.away.map(([port, host, there]) => [port, host, there])
      : seen.local
          .filter(([port]) => port !== 22 || isWanted(made, 22))
          .map(([port, there]) => [port, there]);
    const due = ports.filter((port) => isWanted(made, port));
    assert.deepEqual(
      through.sort(([a], [b]) => Number(a) - Number(b)),
      due.sort((a, b) => a - b).map((port) => (made.nat ? [port, made.nat.inner, port] : [port, port])),
      `${text}\n${done.ruleset}`,
    );
    if (ssh && !isWanted(made, 22))
      assert.ok(
        seen.local.some(([port]) => port === 22),
        'SSH is shut',
      );
  }

  async function provesAll(
    t: TestContext,
    tool: string,
    all: readonly PortRequest[],
    run: (texts: readonly string[]) => readonly Done[],
    {
      path,
      kernel,
      ssh,
    }: { readonly path: string; readonly kernel: Attempt['tool']; readonly ssh?: boolean },
  ): Promise<void> {
    t.diagnostic(`SEED=${seed} ROUNDS=${rounds}`);
    const texts = all.map((made) => writeRules(tool, made));
    const done = run(texts);
    for (const [index, made] of all.entries()) {
      const text = texts[index] ?? '';
      await proves(made, done[index], kernel, text, new Random(seed + index), ssh);
      readsBack(path, text, made);
    }
  }

  test('iptables, in front of rules that drop the rest', async (t) => {
    const base = '*filter\n:INPUT DROP\n:FORWARD DROP\n-A INPUT -p tcp --dport 22 -j ACCEPT\nCOMMIT\n';
    await provesAll(
      t,
      'iptables',
      requests(rounds, 0),
      (texts) => runIptables(texts.map((rules) => ({ files: { base, rules } }))),
      { path: 'vsftpd.rules', kernel: 'iptables' },
    );
  });

  test('nftables, in front of rules that drop the rest', async (t) => {
    const base = `table inet filter {
  chain input {
    type filter hook input priority 0; policy drop;
    tcp dport 22 accept
  }
  chain forward {
    type filter hook forward priority filter; policy drop;
  }
}
`;
    await provesAll(
      t,
      'nftables',
      requests(rounds, 1000),
      (texts) => runNft(texts.map((rules) => ({ files: { base, rules } }))),
      { path: 'vsftpd.nft', kernel: 'nft' },
    );
  });

  test('firewalld, with its stock zone', async (t) => {
    await provesAll(
      t,
      'firewalld',
      requests(slowRounds, 2000),
      (texts) => runFirewalld(texts.map((script) => ({ script }))),
      { path: 'vsftpd.sh', kernel: 'nft' },
    );
  });

  test('ufw, switched on behind the script', async (t) => {
    await provesAll(
      t,
      'ufw',
      requests(slowRounds, 3000),
      (texts) => runUfw(texts.map((script) => ({ script }))),
      // No rule lets SSH in here: the script leaves that to the admin, and says so.
      { path: 'vsftpd.sh', kernel: 'iptables', ssh: false },
    );
  });

  test('a firewalld service', async () => {
    const all = requests(slowRounds, 4000).map((made) => ({ ...made, nat: null }));
    const texts = all.map((made) => definition('service', made));
    const done = runFirewalld(
      texts.map((text) => ({
        files: { 'services/vsftpd.xml': text },
        script: 'firewall-cmd --permanent --add-service=vsftpd && firewall-cmd --reload\n',
      })),
    );
    for (const [index, made] of all.entries()) {
      const text = texts[index] ?? '';
      await proves(made, done[index], 'nft', text, new Random(seed + index));
      readsBack('services/vsftpd.xml', text, made);
    }
  });

  test('a ufw profile', async () => {
    const all = requests(slowRounds, 5000).map((made) => ({ ...made, nat: null }));
    const texts = all.map((made) => definition('profile', made));
    const done = runUfw(
      texts.map((text) => ({ files: { 'applications.d/vsftpd': text }, script: 'ufw allow vsftpd\n' })),
    );
    for (const [index, made] of all.entries()) {
      const text = texts[index] ?? '';
      await proves(made, done[index], 'iptables', text, new Random(seed + index), false);
      readsBack('applications.d/vsftpd', text, made);
    }
  });

  test('Docker Compose, put on top of a service', () => {
    const all = requests(slowRounds, 6000).map((made) => ({
      ...made,
      // docker-compose writes every port by itself.
      passive: made.passive && { ...made.passive, high: Math.min(made.passive.high, made.passive.low + 500) },
    }));
    const texts = all.map((made) => writeRules('compose', made));
    const base = 'services:\n  vsftpd:\n    image: local/vsftpd\n';
    const done = runCompose(texts.map((text) => ({ files: { 'base.yaml': base, 'override.yaml': text } })));
    for (const [index, made] of all.entries()) {
      const text = texts[index] ?? '';
      const result = done[index];
      assert.equal(result?.error, null, text);
      const pairs = [...result.ruleset.matchAll(/published: "?(\d+)"?\s+target: (\d+)/g)];
      const published = pairs.map((match) => {
        assert.equal(match[1], match[2]);
        return { low: Number(match[1]), high: Number(match[1]) };
      });
      assert.deepEqual(joined(published), wanted(made));
      assert.equal(published.length, countOf(wanted(made)));
      const reading = readFirewallFile('compose.override.yaml', text);
      assert.ok(reading);
      assert.deepEqual(readBack(reading, { ...made, nat: { outer: WAN, inner: 'vsftpd' } }), wanted(made));
      assert.deepEqual(
        compareService(serviceFor(made), [{ path: 'compose.override.yaml', text, reading }]),
        [],
        text,
      );
    }
  });
});

function definition(kind: 'service' | 'profile', made: PortRequest): string {
  const found = DEFINITIONS.find((one) => one.kind === kind);
  assert.ok(found);
  return found.write(made);
}
