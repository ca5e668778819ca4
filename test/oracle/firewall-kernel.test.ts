import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readIptables } from '../../core/firewall/read/iptables/iptables.js';
import { readNftables } from '../../core/firewall/read/nftables/nftables.js';
import { readCommandLines, type Findings } from '../../core/firewall/read/shell-commands.js';
import type { Packet, Passage } from '../../core/firewall/reading.js';
import { Random, seedOfRun } from './random.js';
import { whatIsMissing } from './real-vsftpd.js';
import { nftRuleset } from './rulesets-nftables.js';
import { iptablesRuleset } from './rulesets-iptables.js';
import type { GeneratedRuleset } from './rulesets.js';
import { INNER_NETWORK, OUTSIDE, SynLab, WAN, type Observation } from './syn-lab.js';

const missing = await whatIsMissing(['iptables', 'nftables', 'iproute2', 'python3']);
const seed = seedOfRun();
/** Rulesets of each tool in one run. */
const rounds = Number(process.env['ROUNDS'] ?? '') || 500;

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
    for (let round = 0; round < rounds; round++) {
      // A ruleset of its own for every round, so that one can be had again alone.
      const made = iptablesRuleset(new Random(seed + round));
      const seen = await observed(lab, made);
      same(round, made.ruleset, made, seen, readIptables(made.ruleset, packetFor(made)));
      for (const script of made.scripts)
        same(round, script, made, seen, readCommandLines(script, packetFor(made)));
    }
  });

  test('nftables, as files and as scripts', async (t) => {
    t.diagnostic(`SEED=${seed} ROUNDS=${rounds}`);
    for (let round = 0; round < rounds; round++) {
      const made = nftRuleset(new Random(seed + round));
      const seen = await observed(lab, made);
      same(round, made.ruleset, made, seen, readNftables(made.ruleset, packetFor(made)));
      for (const script of made.scripts)
        same(round, script, made, seen, readCommandLines(script, packetFor(made)));
    }
  });
});

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

/** What the reading says of the port, in the same words; `rejected` and `dropped` are both no way in. */
function readOutcome(port: number, { witnesses }: Findings, { way, ports }: GeneratedRuleset): Outcome {
  assert.ok(ports.length > 0);
  const at = (role: string): Passage | undefined =>
    witnesses
      .find((witness) => witness.role === role)
      ?.passages.find((passage) => passage.ports.low <= port && port <= passage.ports.high);
  if (way === 'out') return inWords(port, at('output') ?? OPEN, 'here');
  const forward = at('forward');
  if (way === 'through') return inWords(port, forward ?? OPEN, INNER_NETWORK.inner[0] ?? '');
  if (forward?.innerHost !== undefined) return inWords(port, forward, forward.innerHost);
  return inWords(port, at('input') ?? OPEN, 'here');
}

const OPEN: Passage = { ports: { low: 1, high: 65_535 }, fate: 'open' };

function inWords(port: number, { ports, fate, innerLow, gathered }: Passage, where: string): Outcome {
  const step = gathered === true ? 0 : port - ports.low;
  if (fate === 'open') return `${where} ${innerLow === undefined ? port : innerLow + step}`;
  if (fate === 'dropped') return 'silence';
  return fate === 'rejected' ? 'answer' : fate;
}

function same(
  round: number,
  text: string,
  made: GeneratedRuleset,
  seen: ReadonlyMap<number, Outcome>,
  read: Findings,
): void {
  const wrong = [...seen].filter(([port, outcome]) => {
    const expected = readOutcome(port, read, made);
    // On its way out nobody answers, and what answers is on its way out itself.
    return made.way === 'out' && outcome === 'silence' ? expected === 'here' : expected !== outcome;
  });
  if (wrong.length === 0) return;
  const [port = 0] = wrong[0] ?? [];
  const list = wrong.map(
    ([each, outcome]) => `${each}: kernel ${outcome}, read ${readOutcome(each, read, made)}`,
  );
  assert.fail(
    `SEED=${seed + round} ROUNDS=1 (${made.way}), ports ${list.slice(0, 8).join('; ')}\n${text}\n${JSON.stringify(
      read.witnesses.map(({ role, name, passages }) => [
        role,
        name,
        passages.find(({ ports }) => ports.low <= port && port <= ports.high),
      ]),
    )}`,
  );
}
