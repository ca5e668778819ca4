// What other tools do with the npm package, each run as the pages tell people to. The packages are Debian's.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { createServer as createHttpServer } from 'node:http';
import path from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { packAndInstall, type Packed } from './packed.js';

const root = process.cwd();
const PACKAGES = [
  ...['ansible-core', 'pre-commit', 'puppet-agent', 'shellcheck', 'systemd'],
  ...['prometheus', 'prometheus-node-exporter', 'neovim'],
];
const GOOD = 'listen=YES\n';
const BAD = 'listen=YES \n';
/** Every build refuses it. */
const HOPELESS = 'listen\n';
let packed: Packed;
let missing: readonly string[];

const imported = <T>(file: string): Promise<T> =>
  import(pathToFileURL(path.resolve(file)).href) as Promise<T>;

before(async () => {
  const { ensurePackages } = await imported<{ readonly ensurePackages: (names: string[]) => string[] }>(
    'scripts/debian.mjs',
  );
  missing = ensurePackages(PACKAGES);
  packed = packAndInstall();
});

after(() => {
  packed.remove();
});

function has(t: TestContext, name: string): boolean {
  if (!missing.includes(name)) return true;
  t.skip(`${name} is not installed`);
  return false;
}

interface Ran {
  readonly status: number | null;
  readonly out: string;
}

/** Runs a command in a new folder, where `vsftpd-lens` is a command. */
function run(words: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Ran {
  const [command = '', ...args] = words;
  const options = { cwd, env: { ...packed.env, ...env }, encoding: 'utf8' } as const;
  const { status, stdout, stderr, error } = spawnSync(command, args, options);
  return { status, out: `${stdout}${stderr}${error ? String(error) : ''}` };
}

function folder(name: string, files: Readonly<Record<string, string>> = {}): string {
  const where = path.join(packed.scratch, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(where, file)), { recursive: true });
    writeFileSync(path.join(where, file), text);
  }
  mkdirSync(where, { recursive: true });
  return where;
}

function block(page: string, language: string, word: string): string {
  const blocks = [...readFileSync(page, 'utf8').matchAll(/^```(\w+)\n([^]*?)^```/gm)];
  const found = blocks.find(([, kind, text = '']) => kind === language && text.includes(word));
  assert.ok(found, `${page}: ${word}`);
  return found[2] ?? '';
}

const PAGE = 'docs/continuous-integration.md';

test('Ansible puts no file in place that the daemon refuses', (t) => {
  if (!has(t, 'ansible-core')) return;
  const where = folder('ansible', { 'vsftpd.conf.j2': GOOD });
  const task = block(PAGE, 'yaml', 'ansible.builtin.template').replaceAll(/^/gm, '    ');
  const play = `- hosts: all\n  gather_facts: false\n  tasks:\n${task.replace('/etc/vsftpd.conf', `${where}/live.conf`)}`;
  writeFileSync(path.join(where, 'play.yml'), play);
  const words = ['ansible-playbook', '-i', 'localhost,', '-c', 'local', 'play.yml'];
  const env = { LC_ALL: 'C.UTF-8', ANSIBLE_HOME: where, HOME: where };
  const good = run(words, where, env);
  assert.match(good.out, /changed=1/, good.out);
  writeFileSync(path.join(where, 'vsftpd.conf.j2'), BAD);
  const bad = run(words, where, env);
  assert.match(bad.out, /failed=1/);
  assert.match(bad.out, /500 OOPS/);
  assert.equal(readFileSync(path.join(where, 'live.conf'), 'utf8'), GOOD);
  writeFileSync(
    path.join(where, 'many.yml'),
    block('docs/many-servers.md', 'yaml', 'ansible.builtin.command'),
  );
  const many = run(['ansible-playbook', '--syntax-check', '-i', 'localhost,', 'many.yml'], where, env);
  assert.equal(many.status, 0, many.out);
});

test('Puppet asks before it changes the file', (t) => {
  if (!has(t, 'puppet-agent')) return;
  const where = folder('puppet');
  const command = path.join(packed.user, 'node_modules/.bin/vsftpd-lens');
  const manifest = (content: string): string =>
    block(PAGE, 'puppet', 'validate_cmd')
      .replace('/etc/vsftpd.conf', `${where}/live.conf`)
      .replace(/template\([^)]*\)/, JSON.stringify(content))
      .replace('/usr/bin/vsftpd-lens', command);
  const apply = (content: string): Ran =>
    run(['puppet', 'apply', '--detailed-exitcodes', '-e', manifest(content)], where);
  assert.equal(apply(GOOD).status, 2);
  const bad = apply(BAD);
  assert.equal(bad.status, 4, bad.out);
  assert.match(bad.out, /500 OOPS/);
  assert.equal(readFileSync(path.join(where, 'live.conf'), 'utf8'), GOOD);
});

test('systemd takes the drop-in, and its line stops a bad file', (t) => {
  if (!has(t, 'systemd')) return;
  const where = folder('systemd', { 'good.conf': GOOD, 'bad.conf': BAD });
  const command = path.join(packed.user, 'node_modules/.bin/vsftpd-lens');
  const drop = block(PAGE, 'ini', 'ExecStartPre').replace('/usr/bin/vsftpd-lens', command);
  writeFileSync(path.join(where, 'x.service'), `[Unit]\nDescription=FTP\n${drop}ExecStart=/bin/true\n`);
  assert.doesNotMatch(run(['systemd-analyze', 'verify', '--man=no', './x.service'], where).out, /x\.service/);
  const line = /^ExecStartPre=(.*)$/m.exec(drop)?.[1] ?? '';
  for (const [name, status] of [
    ['good', 0],
    ['bad', 1],
  ] as const)
    assert.equal(
      run(line.replace('/etc/vsftpd.conf', `${name}.conf`).split(' '), where).status,
      status,
      name,
    );
});

test('pre-commit builds the hook from a clean clone and runs it', (t) => {
  if (!has(t, 'pre-commit')) return;
  const source = path.join(packed.scratch, 'source');
  spawnSync('git', ['clone', '--quiet', root, source]);
  const rev = run(['git', 'rev-parse', 'HEAD'], source).out.trim();
  const config = block(PAGE, 'yaml', 'repos:')
    .replace(/repo: .*/, `repo: ${source}`)
    .replace(/rev: .*/, `rev: ${rev}`);
  const where = folder('hooked', { '.pre-commit-config.yaml': config, 'vsftpd.conf': BAD });
  for (const words of [
    ['init', '-q'],
    ['add', '.'],
  ])
    run(['git', ...words], where);
  const env = { PRE_COMMIT_HOME: path.join(packed.scratch, 'pre-commit') };
  const words = ['pre-commit', 'run', '--all-files', '--color', 'never'];
  const bad = run(words, where, env);
  assert.equal(bad.status, 1, bad.out);
  assert.match(bad.out, /vsftpd\.conf:1:\d+: error trailing-blank/);
  writeFileSync(path.join(where, 'vsftpd.conf'), GOOD);
  run(['git', 'add', '.'], where);
  assert.equal(run(words, where, env).status, 0);
});

/** `npx --yes vsftpd-lens@VERSION …` runs what was packed. */
function withNpx(where: string): NodeJS.ProcessEnv {
  const bin = folder('npx', { npx: '#!/bin/sh\n[ "$1" = --yes ] && shift\nshift\nexec vsftpd-lens "$@"\n' });
  chmodSync(path.join(bin, 'npx'), 0o755);
  return { PATH: `${bin}:${packed.env['PATH'] ?? ''}`, HOME: where };
}

test('the steps of GitLab and GitHub give what each reads', () => {
  const where = folder('ci', { 'deploy/vsftpd.conf': HOPELESS });
  const job = parse(block(PAGE, 'yaml', 'codequality')) as { vsftpd: { script: string[] } };
  const lab = run(['bash', '-e', '-c', job.vsftpd.script.join('\n')], where, withNpx(where));
  assert.equal(lab.status, 1, lab.out);
  const issues = JSON.parse(readFileSync(path.join(where, 'gl-code-quality-report.json'), 'utf8')) as {
    location: { path: string };
  }[];
  assert.equal(issues[0]?.location.path, 'deploy/vsftpd.conf');
  const action = parse(readFileSync('action.yml', 'utf8')) as { runs: { steps: { run: string }[] } };
  const given = {
    ...{ LENS_FILES: 'deploy', LENS_BUILD: 'debian-12', LENS_FAIL_ON: 'error' },
    ...{ LENS_FORMAT: 'github', LENS_OUTPUT: '' },
  };
  const hub = run(['bash', '-e', '-c', action.runs.steps[0]?.run ?? ''], where, {
    ...withNpx(where),
    ...given,
  });
  assert.equal(hub.status, 1);
  assert.match(hub.out, /^::error file=deploy\/vsftpd\.conf,line=1/m);
});

test('the commands of the README do what they say', () => {
  const where = folder('newcomer', { 'rules.v4': '*filter\n:INPUT DROP [0:0]\nCOMMIT\n', 'etc.conf': BAD });
  writeFileSync(
    path.join(where, 'compose.yaml'),
    'services:\n  ftp:\n    image: own/vsftpd\n    ports: ["21:21"]\n',
  );
  writeFileSync(path.join(where, 'vsftpd.conf'), `${BAD}pasv_min_port=30100\npasv_max_port=30199\n`);
  cpSync(path.join(root, 'examples/transcript.ftp-transcript'), path.join(where, 'session.log'));
  const lines = block('README.md', 'sh', 'npx vsftpd-lens').trim().split('\n');
  const said = lines.map((line) => {
    const here = line.replace('/etc/vsftpd.conf', 'etc.conf').replace('ftp.example.org', '127.0.0.1:1');
    const env = { ...withNpx(where), FTP_PASSWORD: 'x' };
    return { ...run(['bash', '-c', here], where, env), line };
  });
  for (const { status, out, line } of said) {
    assert.equal(status === 2, line.includes(' probe '), `${line}\n${out}`);
    assert.ok(out.length > 40, line);
  }
});

test('shellcheck finds nothing in the shell that is shipped or written', (t) => {
  if (!has(t, 'shellcheck')) return;
  const where = folder('shell');
  const action = parse(readFileSync('action.yml', 'utf8')) as { runs: { steps: { run: string }[] } };
  const rules = (tool: string): string =>
    run(['vsftpd-lens', 'firewall', '--for', tool, path.join(root, 'examples/nat/vsftpd.conf')], where).out;
  const scripts = {
    'action.yml': `#!/bin/bash\n${action.runs.steps[0]?.run ?? ''}`,
    completion: `#!/bin/bash\n${run(['vsftpd-lens', 'completion', 'bash'], where).out}`,
    servers: `#!/bin/bash\n${block('docs/many-servers.md', 'sh', 'while read')}`,
    ci: readFileSync('.ci/run', 'utf8'),
    ...Object.fromEntries(['firewalld', 'ufw'].map((tool) => [tool, `#!/bin/sh\n${rules(tool)}`])),
  };
  for (const [name, input] of Object.entries(scripts)) {
    const { status, stdout } = spawnSync('shellcheck', ['--severity=warning', '-'], {
      input,
      encoding: 'utf8',
    });
    assert.equal(status, 0, `${name}: ${stdout}`);
  }
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('the node exporter reads the metrics, and Nagios its status', async (t) => {
  const closed = `ftp://127.0.0.1:${await freePort()}`;
  const where = folder('metrics');
  const nagios = run(['vsftpd-lens', 'probe', '--format', 'nagios', closed], where);
  assert.equal(nagios.status, 2);
  assert.match(nagios.out, /CRITICAL[^|\n]*\|[^|\n]*=/);
  assert.equal(run(['vsftpd-lens', 'probe', '--format', 'nagios', '--nonsense', closed], where).status, 3);
  const metrics = run(['vsftpd-lens', 'probe', '--format', 'openmetrics', closed], where).out;
  writeFileSync(path.join(where, 'ftp.prom'), metrics);
  if (!has(t, 'prometheus') || !has(t, 'prometheus-node-exporter')) return;
  const promtool = spawnSync('promtool', ['check', 'metrics'], { input: metrics, encoding: 'utf8' });
  assert.equal(promtool.status, 0, promtool.stderr);
  const at = `127.0.0.1:${await freePort()}`;
  const options = [
    '--collector.disable-defaults',
    '--collector.textfile',
    `--collector.textfile.directory=${where}`,
  ];
  const exporter = spawn('prometheus-node-exporter', [...options, `--web.listen-address=${at}`]);
  try {
    let text = '';
    while (text === '' && exporter.exitCode === null)
      text = await fetch(`http://${at}/metrics`).then(
        (answer) => answer.text(),
        () => '',
      );
    assert.match(text, /^ftp_probe_success\{target="127\.0\.0\.1:\d+"\} 0$/m);
    assert.match(text, /^node_textfile_scrape_error 0$/m);
  } finally {
    exporter.kill();
  }
  writeFileSync(path.join(where, 'rules.yml'), block('docs/many-servers.md', 'yaml', 'FtpDoesNotList'));
  const rules = run(['promtool', 'check', 'rules', 'rules.yml'], where);
  assert.equal(rules.status, 0, rules.out);
});

interface Tools {
  readonly toolFolder: (name: string, title: string) => Promise<string>;
}

test('the SARIF log passes the rules of GitHub', async (t) => {
  const { toolFolder } = await imported<Tools>('scripts/tool-folder.mjs');
  const platform = { darwin: 'darwin', linux: 'linux', win32: 'win32' }[process.platform as string];
  const tool = path.join(
    await toolFolder('sarif', 'Fetching the validator of SARIF files (once)'),
    `node_modules/@microsoft/sarif-multitool-${platform ?? ''}/Sarif.Multitool`,
  );
  const where = folder('sarif', { 'a #1/vsftpd.conf': `${BAD}pasv_max_port=1000\nfoo\n` });
  cpSync(path.join(root, 'examples'), path.join(where, 'examples'), { recursive: true });
  const { out } = run(['vsftpd-lens', 'check', '--format', 'sarif', 'a #1', 'examples'], where);
  writeFileSync(path.join(where, 'lens.sarif'), out);
  chmodSync(tool, 0o755);
  const words = ['validate', 'lens.sarif', '--rule-kind', 'Sarif;Ghas', '--level', 'Error;Warning'];
  const result = run([tool, ...words], where, { DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' });
  if (result.out.includes('ENOEXEC')) t.skip('the validator does not run here');
  else assert.match(result.out, /Analysis completed successfully/, result.out);
  assert.doesNotMatch(result.out, /: (?:error|warning) [A-Z]+\d+/, result.out);
});

test('the commands of the Dockerfile end with a program that runs', () => {
  const source = path.join(packed.scratch, 'image');
  spawnSync('git', ['clone', '--quiet', root, source]);
  const lines = readFileSync('packaging/docker/Dockerfile', 'utf8').split('\n');
  const prefix = path.join(packed.scratch, 'global');
  const env = { npm_config_prefix: prefix };
  const temporary = folder('temporary');
  for (const line of lines) {
    const command = /^RUN (.*)$/.exec(line)?.[1]?.replaceAll('/tmp', temporary);
    if (command === undefined) continue;
    const { status, out } = run(['sh', '-e', '-c', command], source, env);
    assert.equal(status, 0, `${command}\n${out}`);
    if (command === 'npm pack') run(['sh', '-c', `cp vsftpd-lens-*.tgz '${temporary}'`], source);
  }
  const entry = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(lines.join('\n'))?.[1] ?? '') as string[];
  const where = folder('in-image', { 'vsftpd.conf': HOPELESS });
  const { status, out } = run([path.join(prefix, 'bin', entry[0] ?? ''), 'check', '.'], where);
  assert.equal(status, 1, out);
});

test('Neovim reads the entry for lspconfig', (t) => {
  if (!has(t, 'neovim')) return;
  const lua = `lua local c = dofile('packaging/lspconfig/vsftpd_lens.lua'); io.write(table.concat(c.cmd, ' '), ' ', c.filetypes[1])`;
  const { stdout } = spawnSync('nvim', ['--headless', '-u', 'NONE', '-c', lua, '-c', 'q'], {
    encoding: 'utf8',
  });
  assert.equal(stdout, 'vsftpd-language-server --stdio vsftpd');
  const file = path.join(folder('lua'), 'before.lua');
  writeFileSync(file, block('docs/editors.md', 'lua', 'vim.lsp.start'));
  const load = `lua assert(loadfile('${file}')); io.write('loaded')`;
  const { stdout: loaded } = spawnSync('nvim', ['--headless', '-u', 'NONE', '-c', load, '-c', 'q'], {
    encoding: 'utf8',
  });
  assert.equal(loaded, 'loaded');
});

test('the extension is packed within its limits, and ovsx publishes it', async () => {
  const { toolFolder } = await imported<Tools>('scripts/tool-folder.mjs');
  mkdirSync('.cache/tools', { recursive: true });
  mkdirSync(path.join(packed.clone, '.cache'));
  symlinkSync(path.join(root, '.cache/tools'), path.join(packed.clone, '.cache/tools'));
  const packing = spawnSync(process.execPath, ['scripts/package.mjs'], {
    cwd: packed.clone,
    encoding: 'utf8',
  });
  assert.equal(packing.status, 0, packing.stderr);
  const ovsx = path.join(await toolFolder('ovsx', 'Fetching ovsx (once)'), 'node_modules/ovsx/bin/ovsx');
  const seen: string[] = [];
  let bytes = 0;
  const store = createHttpServer((request, response) => {
    seen.push(`${request.method ?? ''} ${(request.url ?? '').replace(/\?.*/, '')}`);
    request
      .on('data', (part: Buffer) => (bytes += part.length))
      .on('end', () => response.end('{"namespace":"vsftpd-lens","name":"vsftpd-lens","version":"0.1.0"}'));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => store.once('listening', resolve));
  const address = `http://127.0.0.1:${(store.address() as AddressInfo).port}`;
  const vsix = path.join(packed.clone, 'dist/vsftpd-lens.vsix');
  const child = spawn(process.execPath, [ovsx, 'publish', vsix, '--registryUrl', address, '--pat', 'x']);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const status = await new Promise((resolve) => child.once('close', resolve));
  store.close();
  assert.equal(status, 0, said);
  assert.ok(seen.includes('POST /api/-/publish'), seen.join());
  assert.equal(bytes, readFileSync(vsix).length);
  rmSync(path.join(packed.clone, '.cache/tools'));
});
