import { aftermath, answers, type Check, fromAnswers, type ReplySeen } from '../support/index.js';

/** A server that does not know the header says so, of its first line or of the word in it. */
const NOT_UNDERSTOOD =
  /\bPROXY\b.{0,40}\b(?:not (?:understood|implemented|recogni[sz]ed|supported)|unknown|unrecogni[sz]ed|invalid)|\b(?:unknown|unrecogni[sz]ed|invalid|unsupported) command\W{0,3}PROXY\b/i;

export const ctlProxyHeader: Check = {
  id: 'CTL-PROXY-HEADER',
  title: 'Something in front sends a header that the server takes for commands',
  severity: 'error',
  cause: 'server-config',
  means: 'The server answers commands that no client sent, or ends the session: no one can log in.',
  decides:
    'Before the login a command other than QUIT is answered by 221, or a 221 follows the greeting unasked, or USER by the 234 of AUTH, or the server does not understand PROXY: the header of the PROXY protocol, whose second version has QUIT in it.',
  fix: 'Take the PROXY protocol off the way to this server: `send-proxy` or `send-proxy-v2` in the server line of HAProxy, `proxy_protocol on` of nginx, the PROXY protocol attribute of a cloud balancer’s target group. vsftpd does not know it.',
  metAt: { phase: 'greeting', place: 52 },
  judgedAt: { phase: 'greeting', place: 22 },
  advice: {
    proftpd:
      'Load mod_proxy_protocol and set `ProxyProtocolEngine on`, or take the PROXY protocol off the way to this server (`send-proxy` of HAProxy, `proxy_protocol on` of nginx).',
    any: 'Take the PROXY protocol off the way to this server: `send-proxy` or `send-proxy-v2` in the server line of HAProxy, `proxy_protocol on` of nginx, the PROXY protocol attribute of a cloud balancer’s target group.',
  },
  find: (view) => {
    if (view.witness !== 'probe') return [];
    const found = answers(
      view,
      ({ to, beforeLogin, reply: { code, text } }) =>
        beforeLogin &&
        to !== 'QUIT' &&
        (code === 221 || (to === 'USER' && code === 234) || (code >= 500 && NOT_UNDERSTOOD.test(text))),
    ).filter(
      ({ session: { greeting }, it: { to, reply } }) => to !== 'greeting' || isFarewell(greeting, reply),
    );
    return fromAnswers(found, { covers: found.flatMap(({ session }) => aftermath(session)) });
  },
};

/** Said after the greeting, before anything was sent. */
function isFarewell(greeting: ReplySeen | null, reply: ReplySeen): boolean {
  return reply.code === 221 && greeting !== reply && greeting?.code === 220;
}
