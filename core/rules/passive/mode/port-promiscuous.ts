import { type Rule, settingRange, setToFix } from '../../support/index.js';

export const portPromiscuous: Rule = {
  code: 'port-promiscuous',
  title: 'Clients may send the server to any address',
  stage: 'passive',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: "Normally PORT and EPRT may only name the client's own address and a port from 1024 up. With `port_promiscuous=YES` a client can make the server connect to any host and port, inside the firewall too (the FTP bounce attack, RFC 2577).",
  bad: 'port_promiscuous=YES\n',
  good: 'port_promiscuous=NO\n',
  checkModel(model, report) {
    const line = model.line('port_promiscuous');
    if (!line || model.bool('port_promiscuous') !== true || model.bool('port_enable') === false) return;
    report({
      ...settingRange(line),
      message:
        'A client may make this server connect to any host and port, inside the network too (FTP bounce).',
      fixes: [setToFix(model, 'port_promiscuous', 'NO', line)],
    });
  },
};
