/** What ufw and firewalld make of rules, judged by the kernel, is what our readers say of the same rules. */
import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import { readFirewallFile } from '../../core/firewall/formats/index.js';
import type { FirewallReading, Packet, PortRun } from '../../core/firewall/reading.js';
import { FIREWALL_PACKAGES, runFirewalld, runUfw, type Done, type Job } from './firewall-tools.js';
import { Random, roundsOf, seedOfRun } from './random.js';
import { whatIsMissing } from './real-vsftpd.js';
import { firewalldGateway, firewalldZone, ufwCommands, type GeneratedZone } from './rulesets-tools.js';
import { OUTSIDE, SynLab, WAN, type Attempt, type Observation } from './syn-lab.js';

const missing = await whatIsMissing(FIREWALL_PACKAGES);
const seed = seedOfRun();
/** Sets of rules of each kind in one run; the tools take a second for each. */
const rounds = roundsOf(2, 200);
const PACKET: Packet = { from: OUTSIDE, to: WAN, inInterface: 'wan0' };

/** `here PORT`, `ADDRESS PORT`, `answer`, `silence`. */
function seenAt(port: number, seen: Observation): string {
  const local = seen.local.find(([each]) => each === port);
  if (local) return `here ${local[1]}`;
  const away = seen.away.find(([each]) => each === port);
  if (away) return `${away[1]} ${away[2]}`;
  return seen.reset.includes(port) || seen.icmp.includes(port) ? 'answer' : 'silence';
}

function readAt(port: number, { witnesses }: FirewallReading): string {
  const at = (role: string): PortRun | undefined =>
    witnesses
      .find((witness) => witness.role === role)
      ?.runs.find(({ ports }) => ports.low <= port && port <= ports.high);
  const forward = at('forward');
  const run = forward?.status === 'open' ? forward : at('input');
  if (!run) return 'nothing read';
  const { ports, status, innerLow, innerHost } = run;
  if (status === 'open') return `${innerHost ?? 'here'} ${port + (innerLow ?? ports.low) - ports.low}`;
  return status === 'dropped' ? 'silence' : status === 'rejected' ? 'answer' : status;
}

describe('ufw and firewalld', { skip: missing ?? false }, () => {
  let lab: SynLab;
  before(async () => {
    lab = await SynLab.start();
  });
  after(() => {
    lab.stop();
  });

  async function agree(
    round: number,
    done: Done | undefined,
    tool: Attempt['tool'],
    ports: readonly number[],
    texts: readonly (readonly [path: string, text: string])[],
  ): Promise<void> {
    assert.ok(done);
    assert.equal(done.error, null, `SEED=${seed + round}\n${texts.map(([, text]) => text).join('\n')}`);
    const seen = await lab.attempt({ tool, ruleset: done.ruleset, ports });
    for (const [path, text] of texts) {
      const reading = readFirewallFile(path, text, PACKET);
      assert.ok(reading, `${path} is not recognised\n${text}`);
      const wrong = ports.filter((port) => seenAt(port, seen) !== readAt(port, reading));
      const list = wrong
        .slice(0, 8)
        .map((port) => `${port}: kernel ${seenAt(port, seen)}, read ${readAt(port, reading)}`);
      assert.deepEqual(list, [], `SEED=${seed + round} ROUNDS=1 ${path}\n${text}\n${done.ruleset}`);
    }
  }

  function batch<T>(t: TestContext, make: (random: Random) => T): readonly T[] {
    t.diagnostic(`SEED=${seed} ROUNDS=${rounds}`);
    return Array.from({ length: rounds }, (_, round) => make(new Random(seed + round)));
  }

  test('ufw: its commands, and what it stores', async (t) => {
    const all = batch(t, ufwCommands);
    const scripts = all.map(({ lines }) => `set -e\n${lines.join('\n')}\n`);
    const done = runUfw(scripts.map((script) => ({ script })));
    for (const [round, { ports, lines }] of all.entries()) {
      // As the machine is: numbers count from nothing.
      const script = `#!/bin/sh\nufw --force reset\n${scripts[round] ?? ''}`;
      const stored = done[round]?.stored ?? '';
      // The policy is in another file than the rules; where no rule lets anyone in, the policy stays unknown.
      const isKnown = !lines[0]?.startsWith('ufw default') && /^### tuple ### (?:allow|limit)/m.test(stored);
      const own = isKnown ? [['user.rules', stored] as const] : [];
      await agree(round, done[round], 'iptables', ports, [['rules.sh', script], ...own]);
    }
  });

  async function zones(
    all: readonly GeneratedZone[],
    jobs: readonly Job[],
    texts: (zone: GeneratedZone, done: Done | undefined) => readonly (readonly [string, string])[],
  ): Promise<void> {
    const done = runFirewalld(jobs);
    for (const [round, zone] of all.entries())
      await agree(round, done[round], 'nft', zone.ports, texts(zone, done[round]));
  }

  test('firewalld: zone files', async (t) => {
    const all = batch(t, firewalldZone);
    const jobs = all.map(({ xml }) => ({ files: { 'zones/public.xml': xml } }));
    await zones(all, jobs, ({ xml }) => [['zones/public.xml', xml]]);
  });

  test('firewalld: commands, and what it stores', async (t) => {
    const all = batch(t, firewalldZone);
    const empty = '<zone><short>Public</short></zone>\n';
    const jobs = all.map(({ lines }) => ({
      files: { 'zones/public.xml': empty },
      script: `set -e\n${lines.join('\n')}\n`,
    }));
    await zones(all, jobs, ({ lines }, done) => [
      ['rules.sh', `#!/bin/sh\n${lines.join('\n')}\n`],
      ['zones/public.xml', done?.stored ?? ''],
    ]);
  });

  test('firewalld: ports forwarded to a machine behind', async (t) => {
    const all = batch(t, firewalldGateway);
    const jobs = all.map(({ xml }) => ({ files: { 'zones/public.xml': xml } }));
    await zones(all, jobs, ({ xml }) => [['zones/public.xml', xml]]);
  });
});
