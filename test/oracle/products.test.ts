/** What other servers' settings are called here, held against their own programs and files. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { CHECKS } from '../../core/verdict/index.js';
import type { Product } from '../../core/verdict/products/product.js';
import { PROFTPD } from '../../core/verdict/products/proftpd.js';
import { PURE_FTPD } from '../../core/verdict/products/pure-ftpd.js';
import { rootOf, whyMissing } from '../lab/other-servers.js';

/** Names that advice gives in backquotes: the first word of a line of configuration. */
function namesIn({ key, settings }: Product): ReadonlySet<string> {
  const texts = CHECKS.flatMap(({ advice }) => advice?.[key] ?? []);
  const words = texts.flatMap((text) => [...text.matchAll(/`<?([A-Z][A-Za-z0-9]+)/g)]);
  return new Set([...words.map(([, name = '']) => name), ...Object.values(settings)]);
}

/** Of mod_proxy_protocol, which Debian does not package. */
const ELSEWHERE = new Set(['ProxyProtocolEngine']);
/** Values and sections that stand in backquotes, and are no directives. */
const SECTIONS = new Set(['VirtualHost', 'Limit', 'Anonymous', 'Class', 'DenyAll', 'MinProtocol']);

test('ProFTPD knows every directive', { skip: whyMissing('proftpd') ?? false }, () => {
  const root = rootOf('proftpd');
  const modules = path.join(root, 'usr/lib/proftpd');
  const files = [
    path.join(root, 'usr/sbin/proftpd'),
    ...readdirSync(modules).map((name) => path.join(modules, name)),
  ];
  const bytes = files.map((file) => readFileSync(file, 'latin1')).join('\0');
  for (const name of namesIn(PROFTPD))
    if (!ELSEWHERE.has(name))
      assert.ok(SECTIONS.has(name) || bytes.includes(`\0${name}\0`), `${name} is no directive of ProFTPD`);
});

test('Pure-FTPd knows every setting', { skip: whyMissing('pure-ftpd') ?? false }, () => {
  const root = rootOf('pure-ftpd');
  const wrapper = readFileSync(path.join(root, 'usr/sbin/pure-ftpd-wrapper'), 'utf8');
  const program = readFileSync(path.join(root, 'usr/sbin/pure-ftpd'), 'latin1');
  for (const name of namesIn(PURE_FTPD))
    assert.ok(
      SECTIONS.has(name) || wrapper.includes(`'${name}'`) || program.includes(name),
      `${name} is no setting of Pure-FTPd`,
    );
});
