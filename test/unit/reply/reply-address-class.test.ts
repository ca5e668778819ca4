import assert from 'node:assert/strict';
import test from 'node:test';
import {
  addressBlock,
  addressFamily,
  classOf,
  consequenceOf,
  plainAddress,
  sameAddress,
  type AddressClass,
} from '../../../core/reply/index.js';

/** First and last address of each block, and the neighbours where they differ. */
const CASES: Readonly<Record<AddressClass, readonly string[]>> = {
  private: [
    '10.0.0.0',
    '10.255.255.255',
    '172.16.0.0',
    '172.31.255.255',
    '192.168.0.0',
    '192.168.255.255',
    'fc00::1',
    'fdff:ffff::1',
    'fec0::1',
    '::ffff:192.168.1.10',
    '::ffff:c0a8:10a',
    '64:ff9b::10.0.0.5',
    '2002:c0a8:0101::1',
    // Teredo inverts the client's address: 3f57:fef5 is 192.168.1.10.
    '2001:0:c633:6407:0:0:3f57:fef5',
  ],
  public: [
    '1.0.0.0',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '169.253.255.255',
    '169.255.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.0.0.9',
    '192.0.0.10',
    '192.0.1.0',
    '192.0.3.0',
    '192.31.196.1',
    '192.52.193.1',
    '192.167.255.255',
    '192.169.0.0',
    '192.175.48.1',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2000::1',
    '2606:4700::1111',
    '2001:200::1',
    '2001:1::1',
    '2001:1::2',
    '2001:1::3',
    '2001:3::1',
    '2001:4:112::1',
    '2001:20::1',
    '2001:30::1',
    '2620:4f:8000::1',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
    '2002:808:808::1',
    '3ffe::1',
    '3fff:1000::1',
  ],
  loopback: [
    '127.0.0.0',
    '127.0.0.1',
    '127.255.255.255',
    '::1',
    '[::1]',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
  ],
  unspecified: ['0.0.0.0', '::', '0:0:0:0:0:0:0:0', '::ffff:0.0.0.0'],
  shared: ['100.64.0.0', '100.127.255.255', '::ffff:100.64.7.7'],
  'link-local': ['169.254.0.0', '169.254.255.255', 'fe80::1', 'febf::1', 'fe80::1%eth0'],
  multicast: ['224.0.0.0', '239.255.255.255', 'ff00::', 'ff02::1'],
  documentation: [
    '192.0.2.5',
    '198.51.100.20',
    '203.0.113.10',
    '2001:db8::1',
    '2001:db8:ffff::1',
    '3fff::1',
    '3fff:fff::1',
  ],
  reserved: [
    '0.0.0.1',
    '0.255.255.255',
    '192.0.0.0',
    '192.0.0.8',
    '192.0.0.170',
    '192.88.99.1',
    '198.18.0.0',
    '198.19.255.255',
    '240.0.0.0',
    '255.255.255.255',
    '::2',
    '::1.2.3.4',
    '100::1',
    '100:0:0:1::1',
    '64:ff9b:1::1',
    '2001:2::1',
    '2001:10::1',
    '2001:1::4',
    '5f00::1',
    '4000::1',
    'e000::1',
    'fe00::1',
  ],
};

for (const [name, addresses] of Object.entries(CASES)) {
  test(`addresses of class ${name}`, () => {
    for (const address of addresses) assert.equal(classOf(address), name, address);
  });
}

test('what is no numeric address has no class', () => {
  const texts = [
    '',
    'x',
    'ftp.example.test',
    '1',
    '10.1',
    '0x7f.0.0.1',
    '010.1.2.3',
    '1.2.3.256',
    '1.2.3.4.5',
    ':::',
    '1::2::3',
  ];
  texts.push('x.x.x.x', '1.2.3.4 ', '12345::', '%eth0', '[]', '[1.2.3.4', 'fe80::1%'.padEnd(5000, 'x'));
  for (const text of texts) assert.equal(classOf(text), null, JSON.stringify(text));
});

test('a block tells its prefix and source', () => {
  assert.deepEqual(addressBlock('100.64.7.7'), {
    prefix: '100.64.0.0/10',
    class: 'shared',
    name: 'shared address space of carriers',
    source: 'RFC 6598',
  });
  assert.equal(addressBlock('::ffff:10.0.0.5')?.name, 'IPv4-mapped, private');
});

test('every class has one sentence of consequence', () => {
  const sentences = Object.keys(CASES).map((name) => consequenceOf(name as AddressClass));
  for (const sentence of sentences) assert.match(sentence, /^[A-Z][^.]*\.$/);
  assert.equal(new Set(sentences).size, sentences.length);
});

test('addresses compare by value', () => {
  assert.ok(sameAddress('::ffff:192.0.2.1', '192.0.2.1'));
  assert.ok(sameAddress('2001:DB8:0:0::1', '[2001:db8::1]'));
  assert.ok(!sameAddress('192.0.2.1', '192.0.2.2'));
  assert.ok(!sameAddress('name', 'name'));
  assert.equal(plainAddress('0:0:0:0:0:0:0:1'), '::1');
  assert.equal(addressFamily('::ffff:1.2.3.4'), 4);
  assert.equal(addressFamily('::1'), 6);
  assert.equal(addressFamily('localhost'), null);
});
