// What has to hold before a version is published: node scripts/release.mjs. It publishes nothing itself.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './tool-folder.mjs';

const read = (file) => readFileSync(path.join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json'));
const { repository, version } = manifest;
/** The one place where the owner says where the project lives. */
const home = repository.url.replace(/^git\+|\.git$/g, '');

const problems = [];
if (/[/:]OWNER\//.test(home))
  problems.push(
    'repository.url in package.json still says OWNER: set it, and npm run generate writes it everywhere.',
  );
for (const [name, address] of Object.entries({
  homepage: manifest.homepage,
  bugs: manifest.bugs.url,
  qna: manifest.qna,
}))
  if (!address.startsWith(`${home}/`) && !address.startsWith(`${home}#`))
    problems.push(`${name} in package.json is not of ${home}.`);
if (!read('CHANGELOG.md').includes(`\n## ${version}\n`))
  problems.push(`CHANGELOG.md has no section ${version}.`);
if (!read('action.yml').includes(`vsftpd-lens@${version} `))
  problems.push(`action.yml runs another version than ${version}.`);
const changed = execFileSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' });
if (changed !== '') problems.push('There are changes that are not committed.');

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log(`${manifest.name} ${version} is ready to be published from ${home}.`);
