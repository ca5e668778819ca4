// Time must grow with the text and never with its square: of each pattern that is built at load, and of hostile texts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Linter } from 'eslint';
import regexp from 'eslint-plugin-regexp';

/** Every pattern that `load` builds with `new RegExp`: the lint sees only those that are written out. */
async function builtBy(load: () => Promise<unknown>): Promise<readonly RegExp[]> {
  const built: RegExp[] = [];
  const original = globalThis.RegExp;
  globalThis.RegExp = new Proxy(original, {
    construct(target, args, self) {
      const pattern = Reflect.construct(target, args, self === globalThis.RegExp ? target : self) as RegExp;
      built.push(pattern);
      return pattern;
    },
  });
  try {
    await load();
  } finally {
    globalThis.RegExp = original;
  }
  return built;
}

function complaints(pattern: RegExp): readonly string[] {
  const messages = new Linter().verify(`void ${String(pattern)};`, {
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignoreSticky: true }],
    },
  });
  return messages.map(({ message }) => `${String(pattern)}: ${message}`);
}

test('patterns that are put together at load are linear', async () => {
  const built = await builtBy(() =>
    Promise.all([
      import('../../core/rules/index.js'),
      import('../../core/firewall/index.js'),
      import('../../core/transcript/index.js'),
      import('../../core/verdict/index.js'),
      import('../../probe/index.js'),
    ]),
  );
  assert.ok(built.length > 20, `${built.length} patterns were seen`);
  assert.deepEqual(built.flatMap(complaints), []);
});

test('the check finds a pattern that is not', () => {
  assert.equal(complaints(/[*\s]*\*{6,}[*\s]*$/).length > 0, true);
});

const LENGTH = 90_000;

/** Values of a setting; each took minutes, or hours. */
const VALUES: readonly string[] = [
  `anonymous_enable=x${' '.repeat(LENGTH)}y`,
  `anonymous_enable=x${';'.repeat(LENGTH)}y`,
  `anonymous_enable=x${'#'.repeat(LENGTH)}\ry`,
  `anonymous_enable=x${'/'.repeat(LENGTH)}\ry`,
  `listen=YES${'\r'.repeat(LENGTH)}x`,
  `listen=YES${'\r'.repeat(LENGTH)}`,
  `pasv_address=${':'.repeat(LENGTH)}x`,
  `pasv_address=${'1.'.repeat(LENGTH / 2)}x`,
  `ssl_ciphers=${'!'.repeat(LENGTH)}\r`,
  `ftpd_banner=${' '.repeat(LENGTH)}x`,
  `write_enable=${'"'.repeat(LENGTH)}x`,
];

test('a long value does not hold up the check', async () => {
  const { readConfig, sourceFromText } = await import('../../core/config/index.js');
  const { checkConfig } = await import('../../core/rules/index.js');
  for (const line of VALUES) checkConfig(readConfig(sourceFromText(`${line}\n`)), { build: 'debian-12' });
});

test('a long reply does not hold up the verdict', async () => {
  const { diagnoseTranscript } = await import('../../core/verdict/index.js');
  const { quoted } = await import('../../core/events/printable.js');
  for (const text of ['*', ' ', '\t', 'X', 'OOPS', '1,', '(', '|', 'tls ', '. ', 'OOPS: error:1:SSL:']) {
    const said = text.repeat(LENGTH / text.length);
    quoted(`a${said}b`);
    quoted(`a${said}\n${said}b`);
    diagnoseTranscript(
      `< 220 ${said}x\n> USER demo\n< 530 ${said}x\n> PASV\n< 227 ${said}x\n> EPSV\n< 229 ${said}x\n`,
    );
  }
});
