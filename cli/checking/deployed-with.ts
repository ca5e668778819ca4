import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { Nearness } from '../../core/firewall/nearness.js';
import type { FirewallFile } from '../../core/verdict/index.js';
import { filesBelow, slashed } from './globs.js';
import { configsAmong, firewallsAmong } from './named-files.js';

/** Folders above that of a config, and below the one that builds or starts it. */
const LEVELS = 7;
/** A folder that has one may be the top of the deployment. */
const BUILDS = /^(?:docker-)?compose[^/]*\.ya?ml$|^(?:docker|container)file/i;

/** The files that a config is deployed with: those that a check of the whole deployment compares it with. */
export async function deployedWith(config: string): Promise<readonly FirewallFile[]> {
  if (config === '-') return [];
  const own = path.resolve(config);
  const top = await topOf(path.dirname(own));
  const all = await filesBelow(top ?? path.dirname(own), () => undefined, { levels: top ? LEVELS : 0 });
  const configs = [own, ...(await configsAmong(all))].map((file) => ({ path: slashed(path.resolve(file)) }));
  const nearness = new Nearness([slashed(top ?? path.dirname(own))]);
  const files = await firewallsAmong(all, [own], () => undefined);
  return files.filter((file) =>
    nearness.nearest(slashed(path.resolve(file.path)), configs).some((one) => one.path === slashed(own)),
  );
}

/** The highest folder that builds or starts containers, within the repository. */
async function topOf(start: string): Promise<string | undefined> {
  let top: string | undefined;
  let folder = start;
  for (let level = 0; level <= LEVELS && folder !== homedir(); level++, folder = path.dirname(folder)) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    if (entries.some((entry) => entry.isFile() && BUILDS.test(entry.name))) top = folder;
    if (entries.some(({ name }) => name === '.git') || folder === path.dirname(folder)) break;
  }
  return top;
}
