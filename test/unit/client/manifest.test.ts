import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { buildOfRelease } from '../../../core/config/build-at-hand.js';

interface Step {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly media: { readonly svg: string; readonly altText: string };
}

interface Manifest {
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category: string;
    }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when: string }[]>>;
    readonly walkthroughs: readonly { readonly steps: readonly Step[] }[];
    readonly viewsWelcome: readonly { readonly contents: string }[];
    readonly snippets: readonly { readonly path: string }[];
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { readonly description?: string; readonly markdownDescription?: string }>
      >;
    };
  };
}

const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
type Table = Readonly<Record<string, string>>;
const table = (file: string): Table => JSON.parse(readFileSync(file, 'utf8')) as Table;
const ENGLISH = table('package.nls.json');
const GERMAN = table('package.nls.de.json');
const known = new Set(contributes.commands.map(({ command }) => command));

test('all commands stand under one category, and menus offer no other ones', () => {
  assert.deepEqual([...new Set(contributes.commands.map(({ category }) => category))], ['FTP']);
  for (const items of Object.values(contributes.menus))
    for (const { command, when } of items) assert.ok(known.has(command) && when !== '', command);
});

test('the walkthrough and the welcome page lead to commands that exist, with pictures that exist', () => {
  const steps = contributes.walkthroughs.flatMap((one) => one.steps);
  assert.deepEqual(
    steps.map(({ id }) => id),
    ['edit', 'decode', 'probe', 'capture'],
  );
  for (const { media } of steps) assert.ok(existsSync(media.svg) && media.altText !== '', media.svg);
  for (const { path } of contributes.snippets) assert.ok(existsSync(path), path);
  for (const texts of [ENGLISH, GERMAN]) {
    const links = [
      ...Object.values(texts)
        .join('\n')
        .matchAll(/\(command:([\w.]+)\)/g),
    ];
    assert.ok(links.length >= 6);
    for (const [, link = ''] of links) assert.ok(known.has(link), link);
  }
});

test('what menus, settings and the walkthrough say stands in both languages, and nowhere else', () => {
  assert.deepEqual(Object.keys(GERMAN), Object.keys(ENGLISH));
  const used = [...readFileSync('package.json', 'utf8').matchAll(/"%([\w.]+)%"/g)].map(([, key = '']) => key);
  assert.deepEqual(new Set(used), new Set(Object.keys(ENGLISH)));
  for (const { title } of contributes.commands) assert.match(title, /^%command\.\w+%$/);
  const { walkthroughs, viewsWelcome } = contributes;
  for (const { title, description, media } of walkthroughs.flatMap(({ steps }) => steps))
    for (const text of [title, description, media.altText]) assert.match(text, /^%walkthrough\.[\w.]+%$/);
  for (const setting of Object.values(contributes.configuration.properties))
    assert.match(setting.markdownDescription ?? setting.description ?? '', /^%setting\.\w+%$/);
  for (const { contents } of viewsWelcome) assert.match(contents, /^%welcome\.\w+%$/);
  for (const [key, text] of Object.entries(GERMAN)) assert.ok(text !== '' && text !== ENGLISH[key], key);
});

/** Of the condition of a menu item, what it says of a file's name. */
function fits(menu: string, command: string, name: string): boolean {
  const item = contributes.menus[menu]?.find((one) => one.command === `vsftpdLens.${command}`);
  const of = name.includes('/') ? /resourcePath =~ \/(.+?)\/(?:\)|$)/g : /resourceFilename =~ \/(.+?)\/i/g;
  const patterns = [...(item?.when ?? '').matchAll(of)];
  return patterns.some((match) => new RegExp(match[1] ?? '$^', 'i').test(name));
}

test('menus know captures, logs and firewall files by their names', () => {
  for (const menu of ['explorer/context', 'editor/title']) {
    for (const name of ['ftp.pcap', 'a.pcapng.gz']) assert.ok(fits(menu, 'diagnoseCapture', name), name);
    for (const name of ['site.tar.gz', 'pcap']) assert.ok(!fits(menu, 'diagnoseCapture', name), name);
    for (const name of ['vsftpd.log', 'vsftpd.log.1', 'xferlog'])
      assert.ok(fits(menu, 'diagnose', name), name);
    assert.ok(!fits(menu, 'diagnose', 'ftp.conf'));
  }
  for (const name of [
    'compose.yaml',
    'docker-compose.prod.yml',
    'nftables.conf',
    'a.nft',
    'rules.v4',
    'user.rules',
    '/etc/firewalld/zones/public.xml',
  ])
    assert.ok(fits('explorer/context', 'compareFile', name), name);
  assert.ok(!fits('explorer/context', 'compareFile', 'composer.json'));
});

test('the build of a machine is known by its os-release', () => {
  const cases = [
    ['ID=debian\nVERSION_ID="12"\n', 'debian-12'],
    ['NAME="Debian GNU/Linux"\nID=debian\n', 'debian-sid'],
    ['ID=ubuntu\nVERSION_ID="24.04"\n', 'ubuntu-24.04'],
    ['ID="rocky"\nVERSION_ID="9.4"\n', 'el9'],
    ["ID='opensuse-leap'\nVERSION_ID='15.6'\n", 'opensuse'],
    ['ID=alpine\nVERSION_ID=3.20.1\n', 'alpine'],
    ['ID=fedora\nVERSION_ID=41\n', 'fedora'],
    ['ID=debian\nVERSION_ID="11"\n', undefined],
    ['ID=any\n', undefined],
    ['', undefined],
  ] as const;
  for (const [text, build] of cases) assert.equal(buildOfRelease(text), build, text);
});
