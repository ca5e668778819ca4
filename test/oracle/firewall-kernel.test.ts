import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readFirewallFile } from '../../core/firewall/formats/index.js';
import { readIptables } from '../../core/firewall/formats/iptables/iptables.js';
import { readNftables } from '../../core/firewall/formats/nftables/nftables.js';
import type { Findings } from '../../core/firewall/formats/support/findings.js';
import { readCommandLines } from '../../core/firewall/formats/shell/shell-commands.js';
import type { Packet, PortRun } from '../../core/firewall/reading.js';
import { Random, roundsOf, seedOfRun } from './random.js';
import { whatIsMissing } from './real-vsftpd.js';
import { nftRuleset } from './rulesets-nftables.js';
import { iptablesRuleset } from './rulesets-iptables.js';
import type { GeneratedRuleset } from './rulesets.js';
import {
  INNER_NETWORK,
  OUTSIDE,
  SynLab,
  WAN,
  type Attempt,
  type InnerNetwork,
  type Observation,
} from './syn-lab.js';

const missing = await whatIsMissing(['iptables', 'nftables', 'iproute2', 'python3']);
const seed = seedOfRun();
/** Rulesets of each tool in one run. */
const rounds = roundsOf(100, 5000);

/** What becomes of a port, in one word: `here 21`, `10.0.0.5 21`, `silence`, `answer`. */
type Outcome = string;

describe('what is read as open is what the kernel lets through', { skip: missing ?? false }, () => {
  let lab: SynLab;
  before(async () => {
    lab = await SynLab.start();
  });
  after(() => {
    lab.stop();
  });

  test('iptables, as files and as scripts', async (t) => {
    t.diagnostic(`SEED=${seed} ROUNDS=${rounds}`);
    await compareAll(lab, iptablesRuleset, readIptables);
  });

  test('nftables, as files and as scripts', async (t) => {
    t.diagnostic(`SEED=${seed} ROUNDS=${rounds}`);
    await compareAll(lab, nftRuleset, readNftables);
  });
});

/** Rulesets as other programs and people write them. */
const WRITTEN: readonly {
  readonly file: string;
  readonly tool: Attempt['tool'];
  readonly ports: readonly number[];
  readonly network?: InnerNetwork;
}[] = [
  {
    file: 'docker.rules.v4',
    tool: 'iptables',
    ports: [20, 21, 22, 2120, 2121, 2122, 21099, 21100, 21101, 21102, 21103, 21104],
    network: { lan: 'docker0', gateway: '172.17.0.1', inner: ['172.17.0.2'] },
  },
  { file: 'fail2ban.rules.v4', tool: 'iptables', ports: [20, 21, 22, 990, 39999, 40000, 40100, 40101] },
  {
    file: 'kubernetes.rules.v4',
    tool: 'iptables',
    ports: [21, 22, 30020, 30021, 30022, 30099, 30100, 30101],
  },
  { file: 'rhel-iptables', tool: 'iptables', ports: [20, 21, 22, 23, 3000, 3001, 3100, 3101] },
  { file: 'ufw-dump.v4', tool: 'iptables', ports: [20, 21, 22, 139, 990, 3000, 3001, 3100, 3101] },
  { file: 'debian-default-nftables.conf', tool: 'nft', ports: [1, 21, 3001, 65_535] },
  { file: 'firewalld-dump.nft', tool: 'nft', ports: [20, 21, 22, 990, 2121, 3000, 3001, 3100, 3101] },
  {
    file: 'server.nft',
    tool: 'nft',
    ports: [20, 22, 80, 443, 990, 3000, 3001, 3049, 3050, 3059, 3060, 3100, 3101, 8080],
  },
  { file: 'gateway.sh', tool: 'sh', ports: [20, 21, 22, 3000, 3001, 3100, 3101, 3300, 3301] },
];

describe('rulesets of well-known programs, against the kernel', { skip: missing ?? false }, () => {
  for (const { file, tool, ports, network } of WRITTEN) {
    test(file, async () => {
      const text = readFileSync(path.join('test/fixtures/firewall', file), 'utf8');
      const reading = readFirewallFile(`/etc/${file}`, text, { from: OUTSIDE, to: WAN, inInterface: 'wan0' });
      assert.ok(reading);
      const lab = await SynLab.start(network);
      try {
        const seen = await lab.attempt({ tool, ruleset: text, ports });
        const made: GeneratedRuleset = { tool: 'nft', ruleset: text, scripts: [], ports, way: 'in' };
        for (const port of ports) {
          const read = readOutcome(port, reading, made);
          if (read === 'some') continue;
          assert.equal(read, outcomeOf(port, seen), `port ${port}`);
        }
      } finally {
        lab.stop();
      }
    });
  }
});

async function compareAll(
  lab: SynLab,
  make: (random: Random) => GeneratedRuleset,
  read: (text: string, packet: Packet) => Findings,
): Promise<void> {
  let told = 0;
  for (let round = 0; round < rounds; round++) {
    // A new ruleset for every round, so that a single one can be repeated.
    const made = make(new Random(seed + round));
    const seen = await observed(lab, made);
    const packet = packetFor(made);
    if (same(round, made.ruleset, made, seen, read(made.ruleset, packet))) told++;
    for (const script of made.scripts) same(round, script, made, seen, readCommandLines(script, packet));
  }
  assert.ok(rounds < 20 || told > rounds * 0.9, `only ${told} of ${rounds} rulesets say something`);
}

function packetFor({ way }: GeneratedRuleset): Packet {
  return { from: OUTSIDE, to: targetOf(way), inInterface: 'wan0' };
}

function targetOf(way: GeneratedRuleset['way']): string {
  return way === 'through' ? (INNER_NETWORK.inner[0] ?? '') : WAN;
}

async function observed(
  lab: SynLab,
  { tool, ruleset, ports, way }: GeneratedRuleset,
): Promise<ReadonlyMap<number, Outcome>> {
  try {
    const seen = await lab.attempt({ tool, ruleset, ports, out: way === 'out', target: targetOf(way) });
    return new Map(ports.map((port) => [port, outcomeOf(port, seen)]));
  } catch (error) {
    throw new Error(`SEED=${seed}: the tool refuses this ruleset:\n${ruleset}`, { cause: error });
  }
}

function outcomeOf(port: number, seen: Observation): Outcome {
  const local = seen.local.find(([each]) => each === port);
  if (local) return `here ${local[1]}`;
  const away = seen.away.find(([each]) => each === port);
  if (away) return `${away[1]} ${away[2]}`;
  return seen.reset.includes(port) || seen.icmp.includes(port) ? 'answer' : 'silence';
}

/** Rules elsewhere may matter, but the chains that decide are empty: then nothing is said. */
const NO_WORD = 'nothing';

/** What the reading says of the port, in the same words; `rejected` and `dropped` are both no way in. */
function readOutcome(port: number, { witnesses }: Findings, { way }: GeneratedRuleset): Outcome {
  const at = (role: string): PortRun | undefined =>
    witnesses
      .find((witness) => witness.role === role)
      ?.runs.find((run) => run.ports.low <= port && port <= run.ports.high);
  if (way === 'out') return inWords(port, at('output'), 'here');
  const forward = at('forward');
  if (way === 'through') return inWords(port, forward, INNER_NETWORK.inner[0] ?? '');
  if (forward?.innerHost !== undefined) return inWords(port, forward, forward.innerHost);
  return inWords(port, at('input'), 'here');
}

function inWords(port: number, run: PortRun | undefined, where: string): Outcome {
  if (!run) return NO_WORD;
  const { ports, status, innerLow, gathered } = run;
  const step = gathered === true ? 0 : port - ports.low;
  if (status === 'open') return `${where} ${innerLow === undefined ? port : innerLow + step}`;
  if (status === 'dropped') return 'silence';
  return status === 'rejected' ? 'answer' : status;
}

/** Fails where the reading and the kernel differ; false where the reading says nothing. */
function same(
  round: number,
  text: string,
  made: GeneratedRuleset,
  seen: ReadonlyMap<number, Outcome>,
  read: Findings,
): boolean {
  const wrong = [...seen].filter(([port, outcome]) => {
    const expected = readOutcome(port, read, made);
    // Nothing answers what goes out, and a reply to what came in goes out itself.
    if (expected === NO_WORD) return false;
    return made.way === 'out' && outcome === 'silence' ? expected.startsWith('here') : expected !== outcome;
  });
  if (wrong.length === 0) return made.ports.some((each) => readOutcome(each, read, made) !== NO_WORD);
  const [port = 0] = wrong[0] ?? [];
  const list = wrong.map(
    ([each, outcome]) => `${each}: kernel ${outcome}, read ${readOutcome(each, read, made)}`,
  );
  assert.fail(
    `SEED=${seed + round} ROUNDS=1 (${made.way}), ports ${list.slice(0, 8).join('; ')}\n${text}\n${JSON.stringify(
      read.witnesses.map(({ role, name, runs }) => [
        role,
        name,
        runs.find(({ ports }) => ports.low <= port && port <= ports.high),
      ]),
    )}`,
  );
}
