import { meaningOf, pathOf, type FirewallFile, type Path } from '../../core/verdict/index.js';
import type { Observation } from '../../core/events/observation.js';
import { classOf } from '../../core/reply/index.js';
import { verdictOf } from '../panel/words.js';
import type { KeptRun } from '../panel/shown-run.js';
import type { ShownRun } from '../panel/state.js';

/** A run that was kept, with what is computed from it. */
export function withComputed(run: KeptRun): ShownRun {
  return {
    ...run,
    path: keptPath(run),
    meaning: meaningOf(verdictOf(run.report.findings)?.id ?? ''),
    classes: classesOf(run.observations),
  };
}

/** What kind of address each is that the server or the client named. */
export function classesOf(observations: readonly Observation[]): ShownRun['classes'] {
  const hosts = observations.flatMap((seen) => (seen.kind === 'endpoint' ? [seen.host ?? ''] : []));
  return Object.fromEntries(
    hosts.flatMap((host) => {
      const of = classOf(host);
      return of ? [[host, of]] : [];
    }),
  );
}

/** The way to the server from what a report keeps: of compared files only the names. */
function keptPath({ report, observations, files }: KeptRun): Path {
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
