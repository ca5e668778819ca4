// What the packages in the bundles ask to be told about them: their licences, from the files that esbuild has read.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Licences that ask for their address or their text: the address is short. */
const ADDRESSES = { 'CC-BY-4.0': 'https://creativecommons.org/licenses/by/4.0/' };

const LICENCE = /^(?:licen[cs]e|notice|copying)(?:[.-].*)?$/i;

/** The folders of the packages whose files are in the bundles, from the root of the project. */
export function packagesIn(metafiles) {
  const folders = metafiles.flatMap(({ inputs }) => Object.keys(inputs)).map(packageFolder);
  return [...new Set(folders.filter((folder) => folder !== null))].sort();
}

/** `node_modules/a/node_modules/@b/c/d.js` is of `node_modules/a/node_modules/@b/c`. */
function packageFolder(file) {
  const slashed = file.replaceAll('\\', '/');
  const at = slashed.lastIndexOf('node_modules/');
  if (at < 0) return null;
  const [scope = '', name = ''] = slashed.slice(at + 'node_modules/'.length).split('/');
  return `${slashed.slice(0, at)}node_modules/${scope.startsWith('@') ? `${scope}/${name}` : scope}`;
}

/** One text for all of them; throws where a package has no licence. */
export function noticesOf(root, folders) {
  const parts = folders.map((folder) => noticeOf(path.join(root, folder)));
  const head = 'The programs of vsftpd Lens contain the following packages. Each is under its own licence.';
  return `${[head, ...new Set(parts)].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

function noticeOf(folder) {
  const { name, version, license, author } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  const texts = ADDRESSES[license]
    ? [ADDRESSES[license]]
    : readdirSync(folder)
        .filter((file) => LICENCE.test(file))
        .sort()
        .map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  if (license === undefined && texts.length === 0) throw new Error(`${name} has no licence.`);
  const by = typeof author === 'string' ? author : author?.name;
  return [`${name} ${version} (${license ?? 'see below'})${by ? `, by ${by}` : ''}`, ...texts].join('\n\n');
}
