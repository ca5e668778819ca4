import type { Attempt, Check, ConnectSeen, EvidenceView } from '../support/index.js';
import {
  completed,
  dialFailures,
  everySession,
  hasListed,
  listed,
  unreachableSigns,
} from '../support/index.js';

/** A SYN that was sent again took longer; milliseconds. */
const AT_ONCE_MS = 950;

export const ctlLimit: Check = {
  id: 'CTL-LIMIT',
  title: 'A limit on connections meets this probe, and not a client that opens one at a time',
  severity: 'information',
  cause: 'server-firewall',
  means:
    'Something before the server counts the connections of one address, data connections included. A client that transfers several files at once meets it too.',
  decides:
    'Data connections failed while the probe had several connections open; with all of them closed, a new session opened every port that it asked for, and listed.',
  spares:
    'Ports that fail with no other connection open either, and edges of a range that are known to the port.',
  fix: 'Nothing has to be changed for clients that open one connection at a time. For others raise the limit in the firewall (connlimit, hashlimit, `ct count`), or let the clients use fewer transfers at once. To probe without meeting it: --samples 0.',
  metAt: { phase: 'later', place: 85, asInformation: 25 },
  judgedAt: { phase: 'greeting', place: 25 },
  advice: {
    any: 'Nothing has to be changed for clients that open one connection at a time. For others raise the limit in the firewall, or let the clients use fewer transfers at once. To probe without meeting it: --samples 0.',
  },
  find: (view) => {
    const tried = everySession(view).flatMap(({ attempts }) => attempts.filter(isAlone));
    const dials = tried.flatMap(({ connects }) => connects);
    // One packet may get lost on any line.
    const isOpen = dials.every(({ outcome }) => outcome === 'open') && dials.filter(isLate).length <= 1;
    if (view.witness !== 'probe' || !isOpen || !tried.some(completed) || !hasListed(view)) return null;
    const others = everySession(view).flatMap(({ attempts }) => attempts.filter((it) => !isAlone(it)));
    const failed = others.filter((it) => dialFailures(it).length > 0);
    const ports = new Set(failed.flatMap((it) => dialFailures(it).flatMap(({ port }) => port ?? [])));
    // Where only the other mode failed, the mode is the matter.
    const modes = new Set(tried.map(({ mode }) => mode));
    if (!failed.some(({ mode }) => modes.has(mode))) return null;
    return {
      evidence: `While the probe had ${connections(view)} connections open, ${ports.size} data ${ports.size === 1 ? 'port' : 'ports'} failed (${listed([...ports], 4)}). With no other open, ${tried.length} of ${tried.length} opened, and the listing came.`,
      about: failed.flatMap(unreachableSigns),
      covers: [
        ...view.bareDials,
        ...failed.flatMap(({ notes, transfer, final }) => [...notes, transfer ?? [], final ?? []].flat()),
      ],
    };
  },
};

function isAlone({ connects }: Attempt): boolean {
  return connects.some(({ alone }) => alone === true);
}

function isLate({ durationMs = 0, busyMs = 0 }: ConnectSeen): boolean {
  return durationMs - busyMs >= AT_ONCE_MS;
}

function connections(view: EvidenceView): number {
  return everySession(view).filter(
    ({ connects, attempts }) => connects.some(({ outcome }) => outcome === 'open') && !attempts.some(isAlone),
  ).length;
}
