import { buildsOf, type BuildChoice, type BuildId } from './builds.js';
import type { Setting } from './setting.js';
import { SETTINGS } from './settings/index.js';

export { SETTINGS };

const byName = new Map(SETTINGS.map((setting) => [setting.name, setting]));

/** The setting of exactly that name, of any build. */
export function settingNamed(name: string): Setting | undefined {
  return byName.get(name);
}

/** Whether the parser of a build accepts the name. */
export function knows(build: BuildId, setting: Setting): boolean {
  return setting.builds === undefined || setting.builds.includes(build);
}

/** The default of a build, as it would be written in a config file; null means unset. */
export function defaultOf(setting: Setting, build: BuildId): string | null {
  const own = setting.defaults?.[build];
  return own === undefined ? setting.default : own;
}

/** The default of a choice; of all builds, that of most of those which know the setting. */
export function usualDefault(setting: Setting, choice: BuildChoice): string | null {
  if (choice !== 'any') return defaultOf(setting, choice);
  if (!setting.defaults) return setting.default;
  const counts = new Map<string | null, number>();
  for (const { id } of buildsOf(choice).filter((one) => knows(one.id, setting))) {
    const value = defaultOf(setting, id);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}
