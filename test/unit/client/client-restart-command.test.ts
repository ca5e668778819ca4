import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isServersOwn, restartCommand } from '../../../client/config/restart-command.js';

test('a restart is offered only on the machine of the server', () => {
  const own = { scheme: 'file', path: '/etc/vsftpd.conf' };
  assert.ok(isServersOwn('ssh-remote', own));
  assert.ok(isServersOwn('attached-container', { ...own, scheme: 'vscode-remote' }));
  assert.ok(!isServersOwn(undefined, own));
  assert.ok(!isServersOwn('ssh-remote', { ...own, path: '/home/anna/etc/vsftpd.conf' }));
  assert.ok(!isServersOwn('ssh-remote', { ...own, scheme: 'git' }));
});

test('the restart is that of the unit which reads the file', () => {
  const host = { hasSystemd: true, isRoot: false };
  assert.equal(restartCommand('/etc/vsftpd.conf', host), 'sudo systemctl restart vsftpd');
  assert.equal(restartCommand('/etc/vsftpd/vsftpd.conf', host), 'sudo systemctl restart vsftpd');
  assert.equal(restartCommand('/etc/vsftpd/mirror.conf', host), 'sudo systemctl restart vsftpd@mirror');
  assert.equal(restartCommand('/etc/vsftpd/a;b.conf', host), 'sudo systemctl restart vsftpd');
  assert.equal(
    restartCommand('/etc/vsftpd.conf', { hasSystemd: false, isRoot: true }),
    'pkill -HUP -o -x vsftpd',
  );
});
