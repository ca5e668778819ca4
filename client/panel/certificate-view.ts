import type { CertificateQuestion } from './shown-run.js';
import { h, type ViewNode } from './node.js';
import { button, commandRow, mark } from './parts.js';

/** What a browser would ask: the password was not sent, and only the user can say whether it may be. */
export function certificateView({ title, reason, facts }: CertificateQuestion): ViewNode {
  return h(
    'section',
    { class: 'finding warn', 'aria-labelledby': 'certificate' },
    h('div', { class: 'headline' }, mark('warn'), h('h2', { id: 'certificate' }, title)),
    h('p', {}, `${reason} The password was not sent.`),
    h(
      'dl',
      { class: 'reasons' },
      ...facts.flatMap(({ name, value }) => [h('dt', {}, name), h('dd', {}, h('code', {}, value))]),
    ),
    h('p', {}, 'On the server, this prints the fingerprint to compare:'),
    commandRow('openssl x509 -noout -fingerprint -sha256 -in CERTIFICATE'),
    h(
      'div',
      { class: 'buttons' },
      button('Trust and probe on', { type: 'trust' }, { look: 'primary', icon: 'pass' }),
      button('Only this time', { type: 'trust-once' }),
    ),
  );
}
