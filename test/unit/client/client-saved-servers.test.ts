import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serversOfFileZilla, serversOfSftp } from '../../../client/probe/saved-servers.js';

test('sftp.json: FTP servers, profiles and lists; no SFTP, no password', () => {
  const text = JSON.stringify([
    {
      name: 'web',
      protocol: 'ftp',
      host: 'ftp.example.org',
      port: 2121,
      username: 'anna',
      password: 'opensesame',
    },
    { host: 'ssh.example.org' },
    {
      protocol: 'ftp',
      username: 'ben',
      profiles: {
        live: { host: 'live.example.org', secure: 'implicit' },
        test: { host: '192.0.2.1', secure: true },
      },
    },
    { protocol: 'ftp', host: 'a b' },
    { protocol: 'ftp', host: 'c', port: 99999 },
  ]);
  const found = serversOfSftp(text);
  assert.deepEqual(found, [
    { name: 'web', host: 'ftp.example.org', port: 2121, user: 'anna', tls: 'auto' },
    { name: 'live', host: 'live.example.org', port: 990, user: 'ben', tls: 'implicit' },
    { name: 'test', host: '192.0.2.1', port: 21, user: 'ben', tls: 'explicit' },
    { name: 'c', host: 'c', port: 21, user: 'anonymous', tls: 'auto' },
  ]);
  assert.deepEqual(serversOfSftp('\ufeff{"protocol":"ftp","host":"d"}').length, 1);
  for (const wrong of ['', '{', 'null', '[1]', '{"profiles":[]}'])
    assert.deepEqual(serversOfSftp(wrong), [], wrong);
});

test('sitemanager.xml: every server of every folder that speaks FTP, without its password', () => {
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<FileZilla3 version="3.63.0" platform="*nix"><Servers>
  <Server><Host>ftp.example.org</Host><Port>21</Port><Protocol>0</Protocol><User>anna &amp; co</User>
    <Pass encoding="base64">b3BlbnNlc2FtZQ==</Pass><Name>Web</Name></Server>
  <Folder expanded="1">Customers
    <Server><Host>a.example.org</Host><Port>990</Port><Protocol>3</Protocol><Name>A</Name></Server>
    <Folder>Old<Server><Host>b.example.org</Host><Protocol>4</Protocol><User>ben</User></Server></Folder>
  </Folder>
  <Server><Host>ssh.example.org</Host><Port>22</Port><Protocol>1</Protocol></Server>
  <Server><Host></Host></Server>
</Servers></FileZilla3>`;
  assert.deepEqual(serversOfFileZilla(text), [
    { name: 'Web', host: 'ftp.example.org', port: 21, user: 'anna & co', tls: 'auto' },
    { name: 'A', host: 'a.example.org', port: 990, user: 'anonymous', tls: 'implicit' },
    { name: 'b.example.org', host: 'b.example.org', port: 21, user: 'ben', tls: 'explicit' },
  ]);
  for (const wrong of ['', '<a>', '<a/>', '<F>'.repeat(5000)])
    assert.deepEqual(serversOfFileZilla(wrong), []);
});
