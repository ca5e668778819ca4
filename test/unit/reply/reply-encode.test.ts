import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeLine, encodeEndpoint, nextSteps, parseEndpoint } from '../../../core/reply/index.js';

test('an IPv4 endpoint has four forms, and each is read back', () => {
  const result = encodeEndpoint('192.168.1.10', 3968);
  assert.ok(result.ok);
  assert.deepEqual(result.encoded, {
    pasvReply: '227 Entering Passive Mode (192,168,1,10,15,128).',
    epsvReply: '229 Entering Extended Passive Mode (|||3968|)',
    portCommand: 'PORT 192,168,1,10,15,128',
    eprtCommand: 'EPRT |1|192.168.1.10|3968|',
    arithmetic: '15 × 256 + 128',
  });
  for (const text of [
    result.encoded.pasvReply,
    result.encoded.epsvReply,
    result.encoded.portCommand,
    result.encoded.eprtCommand,
  ]) {
    const [endpoint] = decodeLine(text);
    assert.equal(endpoint?.port, 3968);
    assert.ok(endpoint.host === '192.168.1.10' || endpoint.kind === 'EPSV');
  }
});

test('IPv6 has no 227 and no PORT', () => {
  const result = encodeEndpoint('2001:DB8:0:0::5', '65535');
  assert.ok(result.ok);
  assert.equal(result.encoded.pasvReply, null);
  assert.equal(result.encoded.portCommand, null);
  assert.equal(result.encoded.eprtCommand, 'EPRT |2|2001:db8::5|65535|');
});

test('bad input is refused with a reason', () => {
  for (const port of [0, 65536, -1, 1.5, NaN, '', 'ftp', '0x15', '1e3', '70000']) {
    const result = encodeEndpoint('192.0.2.5', port);
    assert.ok(!result.ok && result.error.includes('1 to 65535'), String(port));
  }
  for (const address of ['', 'ftp.example.test', '1.2.3', '1.2.3.256', '192.0.2.5; rm -rf /', '::g']) {
    const result = encodeEndpoint(address, 21);
    assert.ok(!result.ok && result.error.includes('numeric'), address);
  }
});

test('an endpoint is read from one line of input', () => {
  assert.deepEqual(parseEndpoint('192.0.2.5:3968'), { address: '192.0.2.5', port: '3968' });
  assert.deepEqual(parseEndpoint(' 192.0.2.5 3968 '), { address: '192.0.2.5', port: '3968' });
  assert.deepEqual(parseEndpoint('[2001:db8::5]:3968'), { address: '2001:db8::5', port: '3968' });
  assert.deepEqual(parseEndpoint('2001:db8::5 3968'), { address: '2001:db8::5', port: '3968' });
  for (const text of ['', '192.0.2.5', 'name:21', ':21', 'x'.repeat(10_000)])
    assert.equal(parseEndpoint(text), null, text);
});

function steps(line: string, peer?: string): string[] {
  const [endpoint] = decodeLine(line);
  assert.ok(endpoint);
  return nextSteps(endpoint, peer).map(({ tool, text }) => `${tool}: ${text}`);
}

test('next steps for a passive reply', () => {
  const found = steps('227 Entering Passive Mode (10,0,0,5,15,128).', '198.51.100.20');
  for (const wanted of [
    'Wireshark: tcp.port == 3968',
    'Wireshark: ftp.response.code == 227',
    'nc: nc -zv -w 5 10.0.0.5 3968',
    'nc: nc -zv -w 5 198.51.100.20 3968',
    'curl: curl -v --disable-epsv --no-ftp-skip-pasv-ip --user NAME ftp://198.51.100.20/',
    "lftp: lftp -d -u NAME -e 'set ftp:prefer-epsv no; set ftp:fix-pasv-address no; set net:max-retries 1; ls; bye' 198.51.100.20",
  ])
    assert.ok(found.includes(wanted), `${wanted}\n${found.join('\n')}`);
});

test('next steps for EPSV use the peer, for PORT its own filter', () => {
  assert.ok(steps('229 x (|||3968|)', '2001:db8::5').includes('nc: nc -zv -w 5 2001:db8::5 3968'));
  assert.ok(steps('229 x (|||3968|)').includes('nc: nc -zv -w 5 SERVER 3968'));
  for (const self of ['0,0,0,0', '127,0,0,1'])
    assert.ok(steps(`227 x (${self},15,128)`).includes('nc: nc -zv -w 5 SERVER 3968'));
  assert.ok(steps('PORT 10,0,0,7,235,90').includes('Wireshark: ftp.request.command == "PORT"'));
});

test('a hostile peer name never reaches a command line', () => {
  for (const peer of ['a; reboot', '$(reboot)', '-oProxyCommand=x', 'a b', "a'b", '']) {
    for (const text of steps('227 Entering Passive Mode (8,8,8,8,15,128).', peer))
      assert.ok(peer === '' || !text.includes(peer), text);
  }
});
