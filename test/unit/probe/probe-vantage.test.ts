import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownNetworks, proxyFor } from '../../../probe/session/vantage.js';

const HOST = 'ftp.example.test';

test('a proxy is named without user and password', () => {
  const cases: [environment: Record<string, string>, shown: string | null][] = [
    [{}, null],
    [{ ALL_PROXY: '' }, null],
    [{ ALL_PROXY: 'socks5h://proxy.example.test:1080' }, 'proxy.example.test:1080 (ALL_PROXY)'],
    [{ FTP_PROXY: 'http://user:secret@proxy.example.test:80/' }, 'proxy.example.test:80 (FTP_PROXY)'],
    [{ ftp_proxy: 'proxy.example.test:3128', ALL_PROXY: 'other:1' }, 'proxy.example.test:3128 (ftp_proxy)'],
    [{ all_proxy: 'socks5://[2001:db8::1]:1080' }, '[2001:db8::1]:1080 (all_proxy)'],
    [{ ALL_PROXY: 'http://user:se cret@@:bad:port' }, null],
    [{ http_proxy: 'http://proxy.example.test:3128' }, null],
  ];
  for (const [environment, shown] of cases) {
    const seen = proxyFor(HOST, environment);
    assert.equal(seen, shown, JSON.stringify(environment));
    assert.ok(!(seen ?? '').includes('secret'));
  }
});

test('hosts that go round the proxy', () => {
  const ALL_PROXY = 'socks5://proxy.example.test:1080';
  const exempt = [
    '*',
    HOST,
    'example.test',
    '.example.test',
    '*.example.test',
    'a.test, FTP.EXAMPLE.TEST',
    'a b test',
  ];
  for (const NO_PROXY of exempt) assert.equal(proxyFor(HOST, { ALL_PROXY, NO_PROXY }), null, NO_PROXY);
  for (const NO_PROXY of ['', 'xample.test', 'p.example.test', 'ftp.example.test.org'])
    assert.ok(proxyFor(HOST, { ALL_PROXY, NO_PROXY }) !== null, NO_PROXY);
});

test('own networks carry their prefix length', () => {
  assert.ok(ownNetworks().every((network) => /^[0-9a-f.:]+\/\d{1,3}$/.test(network)));
});
