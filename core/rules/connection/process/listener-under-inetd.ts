import { setToFix, settingRange, type Rule, listenerAtHand, quoted } from '../../support/index.js';

export const listenerUnderInetd: Rule = {
  code: 'listener-under-inetd',
  title: 'A listener of its own under inetd',
  stage: 'connection',
  severity: 'warning',
  why: 'inetd and xinetd listen themselves and start a vsftpd for each connection. With `listen=YES` or `listen_ipv6=YES` that vsftpd tries to open the same port again and ends: the client sees "500 OOPS: could not bind listening IPv4 socket". Their files are looked for in the same tree. Either the service in them is off (`disable = yes`), or both listeners are.',
  bad: 'listen=YES\nlocal_enable=YES\nanonymous_enable=NO\n',
  good: 'listen=NO\nlocal_enable=YES\nanonymous_enable=NO\n',
  exampleFiles: {
    '/etc/xinetd.d/vsftpd': 'service ftp\n{\n  server = /usr/sbin/vsftpd\n  disable = no\n}\n',
  },
  checkModel(model, report, atHand) {
    const on = (['listen', 'listen_ipv6'] as const).find((name) => model.bool(name) === true);
    const line = on && model.line(on);
    const other = line && listenerAtHand(atHand);
    // A socket unit may lie there unused, as the service beside it.
    if (!line || !other || other.path.endsWith('.socket')) return;
    report({
      ...settingRange(line),
      message: `By ${quoted(other.path)} another program listens and starts a vsftpd for each connection: with ${on}=YES each of them ends with "500 OOPS: could not bind listening IPv${on === 'listen' ? '4' : '6'} socket".`,
      fixes: [setToFix(model, on, 'NO', line)],
    });
  },
};
