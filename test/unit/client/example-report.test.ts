/** The saved report of the examples says what the product says now; `UPDATE=1 npm run test:unit example-report` renews it. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import test from 'node:test';
import { judge, type Observation } from '../../../core/verdict/index.js';
import { evidenceOf } from '../../runs.js';
import { IS_UPDATE } from '../../update.js';

const FILE = 'examples/report.json';

/** Of the server that was probed. */
const CONFIG = `listen=YES
ftpd_banner=Welcome to the office server.
anonymous_enable=NO
local_enable=YES
write_enable=YES
local_umask=022
ssl_enable=NO
pasv_enable=YES
pasv_min_port=3001
pasv_max_port=3300
`;

test('the saved report of the examples', () => {
  const report = JSON.parse(readFileSync(FILE, 'utf8')) as {
    readonly observations: readonly Observation[];
  };
  const { findings, notTested } = judge(evidenceOf({ observations: report.observations, config: CONFIG }));
  const renewed = { ...report, findings, notTested };
  if (IS_UPDATE) writeFileSync(FILE, `${JSON.stringify(renewed, null, 2)}\n`);
  else assert.deepEqual(JSON.parse(JSON.stringify(renewed)), report);
});
