import { writeFileSync } from 'node:fs';
import './activation.js';
import './language.js';
import './in-the-text.js';
import './replies.js';
import './examples.js';
import './firewall.js';
import './probe.js';
import './probe-files.js';
import './apply.js';
import './verdicts.js';
import './questions.js';
import './way.js';
import './pictures.js';
import './views.js';
import { closeAll } from './documents.js';
import { runAll } from './runner.js';
import { screen } from './screen.js';

/** Called by VS Code's extension host; what it throws is the failure of the run. */
export async function run(): Promise<void> {
  const results = await runAll(process.env['VSFTPD_LENS_ONLY'] ?? '', async () => {
    await closeAll();
    await screen.alive();
  });
  const file = process.env['VSFTPD_LENS_RESULTS'];
  if (file !== undefined) writeFileSync(file, JSON.stringify(results));
  const failed = results.filter(({ error }) => error !== undefined);
  if (failed.length > 0) throw new Error(`${failed.length} of ${results.length} editor tests failed.`);
}
