import { nameRange, valueRange, type Rule, passiveAddress } from '../../support/index.js';

export const pasvAddressIpv6Listener: Rule = {
  code: 'pasv-address-ipv6-listener',
  title: 'An advertised address on an IPv6 listener',
  stage: 'passive',
  severity: 'warning',
  why: 'With `listen_ipv6=YES` the daemon answers PASV of IPv4 clients with the address 0,0,0,0 as soon as `pasv_address` is set. Only Debian sid has a fix. Use the IPv4 listener: `listen=YES` and `listen_ipv6=NO`.',
  bad: 'listen=NO\nlisten_ipv6=YES\npasv_address=8.8.4.4\n',
  good: 'listen=YES\nlisten_ipv6=NO\npasv_address=8.8.4.4\n',
  checkModel(model, report) {
    const line = model.line('pasv_address');
    const ipv6 = model.line('listen_ipv6');
    if (!line || !ipv6 || !model.build.ipv6ListenerZeroesPasvAddress) return;
    if (
      !model.text('pasv_address') ||
      model.bool('listen_ipv6') !== true ||
      model.bool('pasv_enable') === false
    )
      return;
    // With both listeners the daemon does not start: another rule says so, and its fix keeps this one away.
    if (model.bool('listen') === true) return;
    const seen = passiveAddress(model);
    // Another rule tells what happens to a text that is no address.
    if (!seen || (!seen.address && !seen.resolve)) return;
    const ipv4 = model.line('listen');
    report({
      ...valueRange(line),
      message:
        'With listen_ipv6=YES this address is not used: PASV sends IPv4 clients to 0,0,0,0. Use listen=YES and listen_ipv6=NO.',
      related: [{ ...nameRange(ipv6), message: 'The IPv6 listener.' }],
      fixes: [
        {
          title: 'Use the IPv4 listener (listen=YES, listen_ipv6=NO)',
          edits: [
            { start: ipv6.valueStart, end: ipv6.end, newText: 'NO' },
            ipv4
              ? { start: ipv4.valueStart, end: ipv4.end, newText: 'YES' }
              : { start: ipv6.start, end: ipv6.start, newText: 'listen=YES\n' },
          ],
        },
      ],
    });
  },
};
