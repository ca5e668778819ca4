import { inetAton } from '../../../config/index.js';
import { addressFamily } from '../../../reply/index.js';
import { type Rule, valueRange } from '../../support/index.js';

export const badListenAddress: Rule = {
  code: 'bad-listen-address',
  title: 'Not a valid listen address',
  stage: 'start',
  severity: 'error',
  why: 'The address of the active listener must be numeric: `listen_address` IPv4, `listen_address6` IPv6 without brackets. Otherwise the daemon ends at start with "500 OOPS: bad listen_address". The address of the listener that is off is not read.',
  bad: 'listen=YES\nlisten_address=localhost\n',
  good: 'listen=YES\nlisten_address=127.0.0.1\n',
  checkModel(model, report) {
    const ipv6 = model.bool('listen_ipv6');
    const ipv4 = model.bool('listen');
    const name =
      ipv6 === true && ipv4 === false
        ? 'listen_address6'
        : ipv4 === true && ipv6 === false
          ? 'listen_address'
          : undefined;
    const line = name && model.line(name);
    const text = name && model.text(name);
    if (!line || !text) return;
    const good = name === 'listen_address' ? inetAton(text) !== undefined : isIpv6(text);
    if (good) return;
    report({
      ...valueRange(line),
      message:
        name === 'listen_address6' && inetAton(text)
          ? 'The IPv6 listener cannot bind an IPv4 address: vsftpd ends at start ("500 OOPS: could not bind listening IPv6 socket").'
          : `Not a valid numeric ${name === 'listen_address' ? 'IPv4' : 'IPv6'} address: vsftpd ends at start ("500 OOPS: bad ${name}: ${text.replace(/[^ -~]/g, '?').slice(0, 80)}").`,
    });
  },
};

/** Debian also accepts a zone after a percent sign. */
function isIpv6(text: string): boolean {
  return /^[^[]*:/.test(text) && addressFamily(text.replace(/%[\w.-]+$/, '')) === 6;
}
