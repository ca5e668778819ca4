import { dotted } from '../../../config/index.js';
import { classOf, type AddressClass } from '../../../reply/index.js';
import { passiveAddress, type Rule, valueRange } from '../../support/index.js';

export const pasvAddressUnreachable: Rule = {
  code: 'pasv-address-unreachable',
  title: 'An advertised address that clients cannot reach',
  stage: 'passive',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'The address in `pasv_address` is what PASV tells every client to connect to. A private one is right for clients of the same network only; 127.0.0.1 sends every client to itself; 0.0.0.0, documentation and multicast addresses lead nowhere. FileZilla, curl and lftp silently replace such an address, so a test with them shows nothing.',
  bad: 'pasv_address=127.0.0.1\n',
  good: 'pasv_address=8.8.4.4\n',
  checkModel(model, report) {
    const seen = passiveAddress(model);
    if (!seen?.address) return;
    const plain = dotted(seen.address);
    const kind = classOf(plain) ?? 'public';
    const words = WORDS[kind];
    // A listener on a private address serves a LAN.
    if (kind === 'private' && classOf(model.text('listen_address') ?? '') === 'private') return;
    if (!words) return;
    report({ ...valueRange(seen.line), message: `${plain} ${words}` });
  },
};

const WORDS: Readonly<Partial<Record<AddressClass, string>>> = {
  private:
    'is a private address: clients outside this network cannot connect to it. Advertise the public address of the NAT.',
  loopback: "is each client's own machine: no client but one on this server can open a data connection.",
  unspecified:
    'is not an address that clients can connect to: they fail or must guess. Remove pasv_address or set the public address.',
  documentation: 'is an address for documentation and not in use anywhere: put the public address here.',
  shared:
    "is a carrier's shared address (100.64.0.0/10): clients outside that network or VPN cannot connect to it.",
  'link-local': 'is a link-local address: only machines on the same wire can connect to it.',
  multicast: 'is a multicast address: no client can connect to it.',
  reserved: 'is a reserved address: no client can connect to it.',
};
