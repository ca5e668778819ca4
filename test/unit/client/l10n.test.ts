// What people read of the client and the panel stands in a table for each language, and nowhere else.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import ts from 'typescript';
import { shortKey, t, useTable } from '../../../client/l10n.js';
import { clientFiles, spokenWords } from '../../../scripts/generate/words.js';
import { OUTCOMES, STATES } from '../../editor/panel-states.js';
import { all, draw, speak } from './panel-page.js';

type Table = Readonly<Record<string, string>>;
const table = (file: string): Table => JSON.parse(readFileSync(file, 'utf8')) as Table;
const ENGLISH = table('l10n/bundle.l10n.json');
const GERMAN = table('l10n/bundle.l10n.de.json');

test('both tables have the texts of the client, with the same holes', () => {
  assert.deepEqual(Object.keys(ENGLISH), [...spokenWords()].sort());
  assert.deepEqual(Object.keys(GERMAN).sort(), Object.keys(ENGLISH));
  const holes = (text: string): readonly string[] => [...(text.match(/\{\d\}|\$\([\w-]+\)/g) ?? [])].sort();
  for (const [text, german] of Object.entries(GERMAN)) {
    assert.ok(german.trim() !== '', text);
    assert.deepEqual(holes(german), holes(text), text);
  }
  const same = Object.entries(GERMAN).filter(([text, german]) => text === german);
  assert.ok(same.length < 15, same.join('\n'));
});

test('a text without a translation stays English, and holes are filled once', () => {
  useTable({ '{0} of {1}': '{1}: {0}' });
  assert.equal(t('{0} of {1}', '{1}', 2), '2: {1}');
  assert.equal(t('constructor'), 'constructor');
  useTable(undefined);
  assert.equal(t('{0} of {1}', 1, 2), '1 of 2');
});

test('a package has the texts under short keys, and no two under one', () => {
  const keys = Object.keys(ENGLISH).map(shortKey);
  assert.equal(new Set(keys).size, keys.length);
  useTable({ [shortKey('{0} session')]: '{0} Sitzung' });
  assert.equal(t('{0} session', 1), '1 Sitzung');
  useTable(undefined);
});

/** Words that are not spoken: names, commands, code. */
const NAMES = new Set([
  // Of other programs and of their files.
  ...['FileZilla', 'Server', 'Protocol', 'Name', 'Host', 'Port', 'User'],
  ...['Escape', 'Cancelled', 'Wireshark', 'DNAT and FORWARD', 'vsftpd Lens', 'vsftpd Lens probe'],
  ...['FTP {}', '$(sync~spin) FTP {}', '$(server-process) vsftpd: {}', 'vsftpd {}{}', 'vantage near'],
  ...['systemctl restart {}', 'sudo {}', 'openssl x509 -noout -fingerprint -sha256 -in CERTIFICATE'],
  ...["tcpdump -i any -s 0 -w ftp.pcap 'tcp or icmp or icmp6'", 'There is no build "{}".'],
  '227 Entering Passive Mode (192,168,1,10,15,128).',
  // It belongs to the evidence of a finding.
  '{} Packet {}.',
]);

/** Several words, or one that begins like a sentence. */
function isSpoken(text: string): boolean {
  if (NAMES.has(text)) return false;
  const words = text.replace(/\$\([\w~-]+\)/g, '');
  return /[\p{L}’']{2,}[,.:;…]? +[(“"$]?[\p{L}{]/u.test(words) || /^[^\p{L}{<]*\p{Lu}\p{Ll}{2,}/u.test(words);
}

const ARE_TOLD = /^(?:t|later|counted|console\.\w+|import|RangeError)$/;

/** Where a text is code, or handed to the table. */
function isSettled(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isLiteralTypeNode(parent))
    return true;
  if (ts.isPropertyAssignment(parent)) return parent.name === node;
  const isCalled = ts.isCallExpression(parent) || ts.isNewExpression(parent);
  return isCalled && ARE_TOLD.test(parent.expression.getText());
}

/** With `{}` for what is filled in. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `{}${literal.text}`).join('');
}

/** What a page says by itself: words between its tags, and names for screen readers. */
function wordsOfPage(markup: string): readonly string[] {
  const names = [...markup.matchAll(/\b(?:aria-label|label|title|alt|placeholder)="([^"]*)"/g)];
  const between = markup.replace(/<style[^>]*>[\s\S]*?<\/style>/g, '').split(/<[^>]*>/);
  return [...names.map(([, name = '']) => name), ...between].filter(
    (text) => /\p{L}{2}/u.test(text) && !NAMES.has(text.trim()),
  );
}

function unsettled(file: string, source: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node)) {
      if (node.tag.getText() === 'html') found.push(...wordsOfPage(textOf(node.template) ?? ''));
      if (ts.isTemplateExpression(node.template)) for (const one of node.template.templateSpans) visit(one);
      return;
    }
    const text = textOf(node);
    if (text?.startsWith('<!DOCTYPE')) found.push(...wordsOfPage(text));
    else if (text !== undefined && isSpoken(text) && !isSettled(node)) found.push(text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
  return found.map((text) => `${file}: ${text}`);
}

test('no visible text of the client bypasses the table', () => {
  const files = clientFiles().filter((file) => !/^client\/(?:l10n|web\/(?:main|scripts))\.ts$/.test(file));
  assert.ok(files.length > 60);
  const policy = (text: string): boolean => text.includes(": default-src 'none'; ");
  const found = files.flatMap((file) => unsettled(file, readFileSync(file, 'utf8')));
  assert.deepEqual(
    found.filter((text) => !policy(text)),
    [],
  );
});

test('a text that bypasses the table is found', () => {
  const texts = [
    "vscode.window.showInformationMessage('Not now');",
    'const a = html`<p class="x">Not now</p>`;',
    'const a = html`<p aria-label="Not now">${x}</p>`;',
    'pick({ title: `Not ${now} then` });',
    "throw new Error('Not now');",
    "const A = ['Preview'];",
    "const A = ['$(pulse) Preview'];",
  ];
  for (const text of texts) assert.equal(unsettled('a.ts', text).length, 1, text);
  assert.deepEqual(
    unsettled('a.ts', "f(t('Not now'), later('Then this'), counted(1, '{0} day', 'no days'));"),
    [],
  );
});

/** As `npm run package` writes it. */
const PACKED = Object.fromEntries(Object.entries(GERMAN).map(([text, german]) => [shortKey(text), german]));

test('the panel in German says nothing of the table in English, in a package too', () => {
  const foreign = new Set(Object.keys(ENGLISH).filter((text) => GERMAN[text] !== text));
  for (const [name, state] of Object.entries(STATES)) {
    const open = ['steps', 'transcript', 'history', 'story'];
    const [page, packed] = [GERMAN, PACKED].map((words) => {
      speak(words);
      return draw(state, { session: '', open }, undefined, OUTCOMES[name]);
    });
    speak({});
    assert.ok(page && packed);
    assert.equal(packed.innerHTML, page.innerHTML);
    const named = all(page).flatMap((one) => [one.getAttribute('aria-label'), one.getAttribute('label')]);
    const said = all(page).flatMap((one) =>
      [...one.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ textContent }) => textContent),
    );
    const texts = [...named, ...said].map((text) => (text ?? '').trim().replace(/ {2,}|\n/g, ' '));
    assert.deepEqual(
      texts.filter((text) => foreign.has(text)),
      [],
      name,
    );
    assert.ok(
      texts.some((text) => /[äöüß„]|Server|Prüf/.test(text)),
      name,
    );
  }
});
