import type { Check, CheckReport, EvidenceView } from '../support/index.js';
import { afterStall, experiment, quote, SESSION, stalledControlHandshakes } from '../support/index.js';
import { lostBySize, smallTransferWorks, transferReports } from '../support/index.js';

export const dataMtu: Check = {
  id: 'DATA-MTU',
  title: 'Large packets get lost on the way',
  severity: 'error',
  cause: 'network',
  means: 'Small listings arrive, larger ones and files stop before the first byte.',
  decides:
    'A data connection opened and 150 came, but no byte of something larger than one packet, while a small transfer worked or the size is known; or a TLS handshake that is refused in a few bytes is answered, and the ordinary one with its certificate is not.',
  spares:
    'Empty directories and files: they have no bytes either. Where nothing small came either, it is not the size (DATA-TIMEOUT, DATA-TLS-STALL).',
  fix: 'Allow ICMP "fragmentation needed" (type 3 code 4, for IPv6 "packet too big") on every firewall in between, or clamp the MSS on the gateway.',
  metAt: { phase: 'transfer', place: 80 },
  judgedAt: { phase: 'transfer', place: 20 },
  find: (view) => {
    const stuck = lostBySize(view);
    if (stuck.length === 0) return stalledHandshake(view);
    const small = smallTransferWorks(view);
    return transferReports(
      stuck,
      (t) =>
        `${t.transfer?.command ?? ''}: 150, the data connection was open, and no byte came${t.transfer?.expectedBytes === undefined ? '' : ` of ${t.transfer.expectedBytes}`}; a smaller transfer ${small ? 'worked' : 'was not tried'}.`,
      { fix: { commands: CLAMP } },
    );
  },
};

/** What the server's TLS can say in a few bytes came; what carries its certificate did not. */
function stalledHandshake(view: EvidenceView): readonly CheckReport[] {
  const [first, ...more] = stalledControlHandshakes(view);
  const alert = experiment(view, SESSION.smallTls)?.tls.find(({ outcome }) => outcome === 'failed');
  if (!first || !alert) return [];
  return [
    {
      title: 'The TLS handshake gets no answer: large packets get lost on the way',
      evidence: `A handshake that can only be refused was answered in a few bytes (${quote(alert.error ?? '', 60)}). The ordinary one, whose answer carries the certificate and takes more than one packet, got none.`,
      about: [first, ...more].map(({ it }) => it),
      covers: [first, ...more].flatMap(({ session }) => afterStall(session)),
      fix: {
        text: `${dataMtu.fix} A device that inspects TLS and drops what it does not like looks the same.`,
        commands: CLAMP,
      },
    },
  ];
}

/** Rewrites the size that both sides agree on to what the way carries. */
const CLAMP = [
  'iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu',
] as const;
