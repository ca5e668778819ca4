import type { ConfigModel } from '../../../config/index.js';
import { nameRange, setTo, type Rule } from '../../support/index.js';

export const bothListeners: Rule = {
  code: 'both-listeners',
  title: 'IPv4 and IPv6 listener both on',
  stage: 'start',
  severity: 'error',
  why: 'With `listen=YES` and `listen_ipv6=YES` the daemon refuses to start: "run two copies of vsftpd for IPv4 and IPv6". Upstream, Alpine and the Red Hat family compile `listen=YES` in, so there `listen_ipv6=YES` also needs `listen=NO`. One IPv6 listener serves IPv4 clients too; with `pasv_address` use the IPv4 listener.',
  bad: 'listen=YES\nlisten_ipv6=YES\n',
  good: 'listen=NO\nlisten_ipv6=YES\n',
  checkModel(model, report) {
    const ipv6 = model.line('listen_ipv6');
    if (model.bool('listen') !== true || model.bool('listen_ipv6') !== true || !ipv6) return;
    const ipv4 = model.line('listen');
    const at = nameRange(ipv6);
    report({
      ...at,
      message: ipv4
        ? 'listen and listen_ipv6 are both YES: vsftpd does not start ("run two copies of vsftpd for IPv4 and IPv6").'
        : 'listen is YES by default, so with listen_ipv6=YES alone vsftpd does not start ("run two copies of vsftpd for IPv4 and IPv6").',
      fixes: [
        needsIpv4(model)
          ? { title: 'Set listen_ipv6=NO', edits: [setTo(model, 'listen_ipv6', 'NO', ipv6)] }
          : ipv4
            ? {
                title: 'Set listen=NO (the IPv6 listener also serves IPv4)',
                edits: [setTo(model, 'listen', 'NO', ipv4)],
              }
            : {
                title: 'Add listen=NO',
                edits: [{ start: ipv6.start, end: ipv6.start, newText: 'listen=NO\n' }],
                safe: true,
              },
      ],
      ...(ipv4 ? { related: [{ ...nameRange(ipv4), message: 'The IPv4 listener is turned on here.' }] } : {}),
    });
  },
};

/** The IPv6 listener does not read `listen_address`, and most builds do not announce `pasv_address` on it. */
function needsIpv4(model: ConfigModel): boolean {
  return (
    !!model.text('listen_address') ||
    (!!model.text('pasv_address') &&
      model.bool('pasv_enable') !== false &&
      model.build.ipv6ListenerZeroesPasvAddress)
  );
}
