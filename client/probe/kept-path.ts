import { pathOf, type FirewallFile, type Path } from '../../core/verdict/index.js';
import type { ShownRun } from '../panel/state.js';

/** The way to the server from what a report keeps: of compared files only the names. */
export function keptPath({
  report,
  observations,
  files,
}: Pick<ShownRun, 'report' | 'observations' | 'files'>): Path {
  const firewall = (files ?? []).map(({ name }) => ({ path: name, text: '', reading: NOTHING }));
  return pathOf({ witness: 'probe', observations, firewall }, report.findings);
}

const NOTHING: FirewallFile['reading'] = {
  kind: 'shell',
  witnesses: [],
  helpers: [],
  mentions: [],
  unread: [],
};
