import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readCommandLines } from '../../core/firewall/formats/shell/shell-commands.js';
import { Random, roundsOf, seedOfRun } from './random.js';
import { whatIsMissing } from './real-vsftpd.js';
import { ipsetScript } from './rulesets-ipset.js';
import { OUTSIDE, SynLab, WAN } from './syn-lab.js';

const missing = await whatIsMissing(['iptables', 'ipset', 'iproute2', 'python3']);
const seed = seedOfRun();
const rounds = Math.min(roundsOf(40, 1000), 1000);

describe('what rules with ipsets let through, against the kernel', { skip: missing ?? false }, () => {
  let lab: SynLab;
  before(async () => {
    lab = await SynLab.start();
  });
  after(() => {
    lab.stop();
  });

  test('sets that the script itself makes', async (t) => {
    t.diagnostic(`SEED=${seed} ROUNDS=${rounds}`);
    for (let round = 0; round < rounds; round++) {
      const { script, ports } = ipsetScript(new Random(seed + round));
      const seen = await lab.attempt({ tool: 'sh', ruleset: script, ports });
      const reading = readCommandLines(script, { from: OUTSIDE, to: WAN, inInterface: 'wan0' });
      assert.deepEqual(reading.unread, [], `SEED=${seed + round}\n${script}`);
      const { runs = [] } = reading.witnesses.find(({ role }) => role === 'input') ?? {};
      for (const port of ports) {
        const status = runs.find(({ ports: { low, high } }) => low <= port && port <= high)?.status;
        const through = seen.local.some(([each]) => each === port);
        assert.equal(status, through ? 'open' : 'dropped', `SEED=${seed + round} port ${port}\n${script}`);
      }
    }
  });
});
