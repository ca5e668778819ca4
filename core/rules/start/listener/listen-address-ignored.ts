import { relatedTo, type Rule, settingRange, setTo } from '../../support/index.js';

const OTHER = [
  { address: 'listen_address', own: 'listen', active: 'listen_ipv6' },
  { address: 'listen_address6', own: 'listen_ipv6', active: 'listen' },
] as const;

export const listenAddressIgnored: Rule = {
  code: 'listen-address-ignored',
  title: 'A listen address for the listener that is off',
  stage: 'start',
  severity: 'warning',
  why: 'The IPv4 listener reads `listen_address`, the IPv6 listener `listen_address6`. The address of the other family is not read, so the daemon listens on every address of the host although the file names one.',
  bad: 'listen=NO\nlisten_ipv6=YES\nlisten_address=192.0.2.7\n',
  good: 'listen=YES\nlisten_ipv6=NO\nlisten_address=192.0.2.7\n',
  checkModel(model, report) {
    for (const { address, own, active } of OTHER) {
      const line = model.line(address);
      const counterpart = address === 'listen_address' ? 'listen_address6' : 'listen_address';
      if (!line || !model.text(address) || model.text(counterpart)) continue;
      if (model.bool(own) !== false || model.bool(active) !== true) continue;
      const edits = [setTo(model, own, 'YES', line), setTo(model, active, 'NO', line)];
      report({
        ...settingRange(line),
        message: `${active} is the active listener and does not read ${address}; vsftpd listens on all addresses of the host.`,
        fixes: [{ title: `Set ${own}=YES and ${active}=NO`, edits }],
        related: relatedTo(model, [active], 'This listener is on.'),
      });
    }
  },
};
