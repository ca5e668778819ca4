import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { FIREWALL_GLOBS } from '../../core/firewall/index.js';
import type { FirewallFile } from '../../core/verdict/index.js';
import { deploymentFiles } from '../firewall-files.js';
import { globPattern, slashed } from './globs.js';

const [LEVELS, MOST_FILES] = [3, 60];
const NAMES = FIREWALL_GLOBS.map((glob) => globPattern(glob));
/** A folder that has one is a part of the same deployment. */
const BUILDS = /^(?:docker-)?compose[^/]*\.ya?ml$|^(?:docker|container)file/i;

/** The files that a config is deployed with, in its folder and in those above that build or start it. */
export async function deployedWith(config: string): Promise<readonly FirewallFile[]> {
  if (config === '-') return [];
  const found: string[] = [];
  let folder = path.dirname(path.resolve(config));
  for (let level = 0; level <= LEVELS; level++, folder = path.dirname(folder)) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    if (level > 0 && !names.some((name) => BUILDS.test(name))) break;
    found.push(...names.sort().map((name) => path.join(folder, name)));
  }
  const named = found.filter((file) => NAMES.some((one) => one.test(slashed(file))));
  return deploymentFiles(
    named,
    () => true,
    MOST_FILES,
    () => undefined,
  );
}
