import type { PortMismatch } from '../firewall/compare/mismatch.js';
import type { Started } from './in-force.js';

/** Mismatches that say where the settings come from, with fixes of those that the file itself gives only. */
export function withOrigin(
  found: readonly PortMismatch[],
  all: ReadonlyMap<string, Started>,
): readonly PortMismatch[] {
  const given = new Map([...all].filter(([, one]) => !one.isReached));
  if (given.size === 0) return found;
  return found.map((mismatch) => {
    const { settings, fixes, message, messageThere } = mismatch;
    const places = new Set(
      settings.flatMap((name) => {
        const one = given.get(name);
        return one && one.value !== null ? [one.place] : [];
      }),
    );
    if (places.size === 0) return mismatch;
    const what = settings.some((name) => /_m(?:in|ax)_port$/.test(name)) ? 'range' : 'setting';
    const note = ` The ${what} is given by ${[...places].sort().join(' and ')}.`;
    return {
      ...mismatch,
      message: message + note,
      messageThere: messageThere + note,
      fixes: fixes.filter((fix) => !Object.keys(fix.settings ?? {}).some((name) => given.has(name))),
    };
  });
}
