import assert from 'node:assert/strict';
import test from 'node:test';
import { readConfig, sourceFromBytes } from '../../core/config/index.js';
import { checkConfig, rank } from '../../core/rules/index.js';
import { formatConfig } from '../../server/format.js';
import { askParser } from './parser-oracle.js';
import { withDaemons } from './daemon-test.js';

withDaemons('the stock config of the package', (daemon) => {
  const { stockConfig } = daemon;
  const skip = stockConfig ? false : 'the vsftpd.conf of this machine was edited';
  const document = readConfig(sourceFromBytes(stockConfig ?? Buffer.alloc(0)));

  for (const build of [daemon.build.id, 'any'] as const) {
    test(`has no warning, judged for ${build}`, { skip }, () => {
      const loud = checkConfig(document, { build }).filter(
        (finding) => rank(finding.severity) > rank('information'),
      );
      assert.deepEqual(
        loud.map((finding) => `${finding.code}: ${finding.message}`),
        [],
      );
    });
  }

  test('is accepted by its daemon, and so is each of its proposals', { skip }, async () => {
    const stock = document.source.bytes;
    // The `#` of a proposal is followed by the setting, that of a sentence by a blank or nothing.
    const proposals = [...stock.matchAll(/^#([a-z_0-9]+=.*)$/gm)].map((match) => match[1] ?? '');
    assert.ok(proposals.length > 10);
    const answers = await askParser(daemon, [stock, ...proposals]);
    assert.deepEqual(
      answers.map((answer) => answer.verdict),
      answers.map(() => 'accepts'),
    );
  });

  test('is already tidy', { skip }, () => {
    assert.deepEqual(formatConfig(document, { builds: [daemon.build] }), []);
  });
});
