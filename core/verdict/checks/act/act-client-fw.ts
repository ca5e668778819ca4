import {
  type Check,
  clientWords,
  isInner,
  isGiven,
  duration,
  quotedReply,
  type CheckReport,
  type Attempt,
  type EvidenceView,
  type Within,
  quote,
} from '../support/index.js';
import { activeAttempts, passiveCommands, USE_PASSIVE } from './active-attempts.js';

/** Of pyftpdlib. */
const CHANNEL = /active data channel timed out/i;

export const actClientFw: Check = {
  id: 'ACT-CLIENT-FW',
  title: 'The server cannot connect back to the client',
  severity: 'error',
  cause: 'client',
  means: 'A firewall at the client rejects or drops the data connection of active mode.',
  decides:
    '425 after an accepted PORT or EPRT: at once when the client’s side rejects, after connect_timeout (60 s) when it drops. In a log also a transfer after PORT that was never answered.',
  fix: `${USE_PASSIVE} If it must be active mode, let connections from the server’s port 20 in at the client.`,
  metAt: { phase: 'active', place: 40 },
  judgedAt: { phase: 'active', place: 50 },
  find: (view) => {
    const found = activeAttempts(view).filter(
      ({ it }) => it.refusal === null && (it.final?.code === 425 || CHANNEL.test(it.final?.text ?? '')),
    );
    if (found.length === 0) return view.witness === 'probe' ? [] : unanswered(view);
    const first = found[0]?.it;
    if (!first?.final) return [];
    const ms = first.final.durationMs;
    const how =
      ms === undefined
        ? ''
        : ` after ${duration(ms)}: ${ms < 5000 ? 'the client’s side rejects it' : 'the client’s side drops it'}`;
    const inner =
      isInner(first.endpoint?.host) && isGiven(first.endpoint?.host)
        ? ` PORT named the inner address ${first.endpoint.host}.`
        : '';
    return {
      evidence: `${first.command ?? 'The transfer'} was answered by ${quotedReply(first.final)}${how}.${inner}`,
      about: found.map(({ it }) => it.final ?? it),
      covers: found.flatMap(({ it }) => [...it.notes, ...(it.transfer ? [it.transfer] : [])]),
      at: first.final.at,
      count: found.reduce((sum, { it }) => sum + 1 + it.repeats, 0),
      fix: { commands: passiveCommands(view) },
    };
  },
};

/** PORT was accepted and nothing came after it: the client gave up before the server did. */
function unanswered(view: EvidenceView): readonly CheckReport[] {
  const found = activeAttempts(view).filter(isUnanswered);
  const first = found[0]?.it;
  if (!first) return clientWords(view, 'no-callback', ': it waited for the server’s data connection');
  const note = first.notes.find(({ note: of }) => of === 'timeout') ?? first.notes[0];
  const isOwn = view.witness === 'transcript';
  const words = !note
    ? 'no answer follows'
    : isOwn
      ? `the client says \`${quote(note.text, 120)}\``
      : quote(note.text, 120);
  return [
    {
      evidence: `${first.mode ?? ''} was accepted; after ${first.command ?? 'it'} ${words}.`,
      about: found.map(({ it }) => it.transfer ?? it.accepted ?? it),
      covers: found.flatMap(({ session, it }) => [
        ...it.notes,
        ...session.notes,
        ...(session.closed ? [session.closed] : []),
      ]),
      at: note?.at ?? first.accepted?.at,
      count: found.length,
      fix: { commands: passiveCommands(view) },
    },
  ];
}

function isUnanswered({ session, it }: Within<Attempt>): boolean {
  const isLast = session.attempts.at(-1) === it;
  const isOpen = it.refusal === null && it.opening === null && it.final === null && it.accepted !== null;
  if (!isOpen) return false;
  if (it.notes.some(({ note }) => note === 'timeout')) return true;
  // A reply came to a command that the log does not show.
  const line = it.accepted?.at?.line ?? Infinity;
  const isAnswered = session.answers.some(
    ({ to, reply }) => to === '' && reply.code >= 400 && (reply.at?.line ?? 0) > line,
  );
  return isLast && it.accepted?.code === 200 && !isAnswered;
}
