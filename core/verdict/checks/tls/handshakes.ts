import type { EvidenceView, TlsSeen, Within } from '../support/index.js';
import { experiment, quote, SESSION } from '../support/index.js';

export function controlHandshakes(
  view: EvidenceView,
  wanted: (seen: TlsSeen) => boolean,
): readonly Within<TlsSeen>[] {
  return view.sessions.flatMap((session) => session.tls.filter(wanted).map((it) => ({ session, it })));
}

export function handshakeFailure({ error, plainText }: TlsSeen): string {
  const words = plainText === undefined ? '' : ` The server had sent \`${quote(plainText, 120)}\` in clear.`;
  return `The TLS handshake failed${error === undefined ? '' : `: \`${quote(error)}\``}.${words}`;
}

/** The handshake that allowed old versions and ciphers, where it succeeded. */
export function oldHandshake(view: EvidenceView): TlsSeen | undefined {
  return experiment(view, SESSION.oldTls)?.tls.find(({ outcome }) => outcome === 'established');
}

export function oldHandshakeInWords(view: EvidenceView): string | null {
  const old = oldHandshake(view);
  return old
    ? `With everything old allowed it succeeds: ${quote(old.protocol ?? 'TLS', 20)}, ${quote(old.cipher ?? '', 60)}.`
    : null;
}
