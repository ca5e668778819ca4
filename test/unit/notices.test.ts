import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

/** The last expression of a module that has the functions of scripts/notices.mjs. */
function evaluated(expression: string): unknown {
  const code = `import { noticesOf, packagesIn } from './scripts/notices.mjs'; console.log(JSON.stringify(${expression}));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
  });
  assert.equal(stderr, '');
  return JSON.parse(stdout);
}

test('packages are those whose files a bundle has, scoped and nested ones too', () => {
  const inputs = Object.fromEntries(
    [
      'core/a.ts',
      'node_modules/yaml/dist/index.js',
      'node_modules/yaml/dist/other.js',
      'node_modules/@lit/reactive-element/a.js',
      '../x/node_modules/a/node_modules/@b/c/d.js',
    ].map((name) => [name, {}]),
  );
  assert.deepEqual(evaluated(`packagesIn([${JSON.stringify({ inputs })}])`), [
    '../x/node_modules/a/node_modules/@b/c',
    'node_modules/@lit/reactive-element',
    'node_modules/yaml',
  ]);
});

test('each package is told with its version and the text of its licence', () => {
  const text = evaluated(`noticesOf('.', ['node_modules/yaml', 'node_modules/yaml'])`);
  assert.equal(typeof text, 'string');
  const { version } = JSON.parse(readFileSync('node_modules/yaml/package.json', 'utf8')) as {
    version: string;
  };
  const licence = readFileSync('node_modules/yaml/LICENSE', 'utf8').trim();
  assert.ok(String(text).includes(`yaml ${version} (ISC)`));
  assert.equal(String(text).split(licence).length, 2, 'once');
  assert.match(readFileSync('.vscodeignore', 'utf8'), /^!dist\/third-party-notices\.txt$/m);
});

test('what is fetched for tests is pinned', () => {
  for (const tool of readdirSync('tools')) {
    const lock = JSON.parse(readFileSync(`tools/${tool}/package-lock.json`, 'utf8')) as {
      readonly packages: Readonly<Record<string, { readonly integrity?: string }>>;
    };
    const open = Object.entries(lock.packages).filter(([name, one]) => name !== '' && !one.integrity);
    assert.deepEqual(open, [], tool);
  }
  assert.doesNotMatch(readFileSync('scripts/tool-folder.mjs', 'utf8'), /no-package-lock|no-shrinkwrap/);
});

test('a workspace that is not trusted declares no settings', () => {
  const { capabilities } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: unknown } };
  };
  assert.deepEqual(capabilities.untrustedWorkspaces.restrictedConfigurations, ['vsftpdLens.customSettings']);
});
