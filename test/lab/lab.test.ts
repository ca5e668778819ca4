import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, describe, test } from 'node:test';
import type { Finding } from '../../core/verdict/index.js';
import { whatIsMissing } from '../oracle/real-vsftpd.js';
import type { Lab } from './lab.js';
import { whyMissing } from './other-servers.js';
import { Pool } from './pool.js';
import { expectedOf, forgetOthers, record } from '../runs.js';
import { IS_UPDATE } from '../update.js';
import { played } from './second-chance.js';
import type { Mend, Scenario, Scene } from './scenario.js';
import { KINDS, OF_EACH_KIND, SCENARIOS } from './scenarios/index.js';
import { describeSeen, firstIs, isMended, type Seen } from './verdict.js';

const PACKAGES = [
  ...['iproute2', 'nftables', 'iptables', 'ethtool', 'conntrack', 'tayga', 'openssl'],
  ...['python3', 'python3-pyftpdlib', 'python3-openssl'],
];
/** Most of a scenario's time is waiting for silence. */
const AT_A_TIME = 6;

const pattern = process.env['LAB'] ?? '';
const asked = IS_UPDATE || pattern !== '' || process.env['LONG'] === '1' ? SCENARIOS : OF_EACH_KIND;
const chosen = asked.filter(({ id }) => pattern.split(',').some((part) => id.includes(part)));
const missing = (await whatIsMissing(PACKAGES)) ?? namespacesMissing();
const pool = new Pool();

describe('the lab', { concurrency: AT_A_TIME, skip: missing ?? false }, () => {
  after(() => {
    pool.down();
    if (IS_UPDATE && pattern === '') forgetOthers(SCENARIOS.map(({ id }) => id));
  });
  for (const scenario of chosen) {
    const skip = missing === undefined ? serverMissing(scenario) : undefined;
    test(
      `${scenario.id}: ${scenario.expects ?? 'healthy'} (${scenario.title})`,
      { skip: skip ?? false },
      (context) => played(context, () => play(scenario)),
    );
  }
});

/** Moments of a run at which it is cancelled. */
const MOMENTS = process.env['LONG'] === '1' ? 16 : 3;

let cancelled = 0;

describe('cancelled at any moment', { concurrency: AT_A_TIME, skip: missing ?? false }, () => {
  after(() => {
    pool.down();
    if (pattern === '') assert.ok(cancelled > KINDS.length / 2, `${cancelled} runs were cancelled`);
  });
  for (const [scenario] of KINDS) {
    if (scenario === undefined || !chosen.includes(scenario)) continue;
    test(scenario.id, { skip: serverMissing(scenario) ?? false }, (context) =>
      played(context, () => cancel(scenario)),
    );
  }
});

/** Whatever is under way, Ctrl-C ends the process, and it says what it has. */
async function cancel(scenario: Scenario): Promise<void> {
  const lab = await pool.take();
  try {
    await lab.set(scenario);
    const started = performance.now();
    await lab.probeByCommand(scenario);
    const seconds = (performance.now() - started) / 1000;
    for (let moment = 1; moment <= MOMENTS; moment++) {
      const { status, stdout, stderr } = await lab.interrupted(scenario, (seconds * moment) / (MOMENTS + 1));
      const told = `status ${status ?? 'of a signal'}: ${stdout.slice(0, 500)} ${stderr}`;
      assert.ok(status !== null && (status <= 2 || status === 130), told);
      if (stdout !== '') assert.ok(JSON.parse(stdout), told);
      // The system itself ends a process before its first line runs, and after the report.
      else if (status !== 130) assert.match(stderr, /cancelled/, told);
      if (status === 2) cancelled += 1;
    }
  } finally {
    await pool.giveBack(lab);
  }
}

test('no two scenarios share an id', () => {
  assert.equal(new Set(SCENARIOS.map(({ id }) => id)).size, SCENARIOS.length);
  for (const { id } of SCENARIOS) assert.match(id, /^[a-z0-9]+(?:-[a-z0-9]+)*$/);
});

async function play(scenario: Scenario): Promise<void> {
  const lab = await pool.take();
  try {
    await lab.set(scenario);
    const { run, findings, notTested } = await lab.probe(scenario);
    const seen = { steps: run.steps, findings, notTested };
    demand(firstIs(scenario, seen), seen, lab);
    if (scenario.unheard) assert.doesNotMatch(lab.log(), scenario.unheard);
    if (IS_UPDATE) {
      const { id, title, expects: about } = scenario;
      const expects = expectedOf(findings, { mentions: about === null ? [] : [about] });
      const { observations } = run;
      record(id, { title, from: 'lab', expects, ...lab.given(scenario), observations });
    }
    if (scenario.byCommand === true) {
      const report = await lab.probeByCommand(scenario);
      demand(firstIs(scenario, report), report, lab);
    }
    const [first] = findings;
    if (scenario.expects !== null && scenario.mend !== null && first)
      await mend(scenario, scenario.mend ?? {}, first, lab);
  } finally {
    await pool.giveBack(lab);
  }
}

/** Does what the finding says, and probes again. */
async function mend(scenario: Scenario, how: Mend, { fix }: Finding, lab: Lab): Promise<void> {
  assert.ok(
    fix.config !== null || Object.keys(how).some((key) => key !== 'leaves' && key !== 'then'),
    'The finding changes no setting, and the scenario does not say what its fix asks for.',
  );
  const { command, ...scene } = how;
  const mended: Scene = {
    ...scenario,
    commands: [],
    ...scene,
    settings: { ...scenario.settings, ...fix.config, ...scene.settings },
  };
  await lab.set(mended);
  if (command) {
    const all = [...fix.commands, ...(fix.alternatives ?? []).flatMap((way) => way.commands)];
    const line = all.find((one) => one.startsWith(`${command.tool} `));
    assert.ok(line, `no command for ${command.tool} among: ${all.join('; ')}`);
    lab.network.forgetRules(command.at);
    await lab.network.at(command.at).must(['sh', '-ec', line]);
  }
  const report = await lab.probeByCommand(mended);
  demand(isMended(scenario, how, report), report, lab);
}

function demand(problem: string | undefined, seen: Seen, lab: Lab): void {
  if (problem !== undefined) assert.fail(`${problem}\n${describeSeen(seen, lab.log())}`);
}

/** Why a server of another make that the scenario needs cannot be had; undefined where it can. */
function serverMissing({ company = [] }: Scenario): string | undefined {
  for (const { server } of company) {
    const why = server === undefined ? undefined : whyMissing(server);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** Why no network can be built here, in one line; undefined where it can. */
function namespacesMissing(): string | undefined {
  const name = `lens${process.pid}-0-try`;
  const { status, stderr } = spawnSync('ip', ['netns', 'add', name], { encoding: 'utf8' });
  spawnSync('ip', ['netns', 'del', name]);
  return status === 0 ? undefined : `no network namespaces can be made here: ${stderr.trim()}`;
}
