import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composeServiceOf } from '../../../core/firewall/formats/compose/service-name.js';
import { readFirewallFile } from '../../../core/firewall/formats/index.js';
import { writeRules } from '../../../core/firewall/index.js';

const service = (name: string, ports: string): string =>
  `  ${name}:\n    image: x\n    ports: ["${ports}"]\n`;

function serviceIn(text: string, control = 21): unknown {
  const path = '/srv/stack/compose.yaml';
  const found = readFirewallFile(path, `services:\n${text}`);
  assert.ok(found);
  return composeServiceOf([{ path, reading: found }], control)?.service;
}

test('Compose rules are for the service that publishes the control port', () => {
  assert.equal(serviceIn(service('web', '80:80') + service('ftp', '21:21')), 'ftp');
  assert.equal(serviceIn(service('web', '80:80') + service('files', '2121:21')), 'files');
  assert.equal(serviceIn(service('web', '80:80') + service('files', '2121:2121')), undefined);
  assert.equal(serviceIn(service('only', '30000:30000')), 'only');
  assert.equal(composeServiceOf([], 21), undefined);
});

test('Compose rules name that service and its file', () => {
  const request = { control: 21, passive: null, tls: false, nat: null, remarks: [] };
  const text = writeRules('compose', { ...request, container: { service: 'ftp', file: 'stack.yaml' } });
  assert.match(text, /^services:\n {2}ftp:\n/m);
  assert.match(text, /docker compose -f stack\.yaml -f FILE up -d\.$/m);
  assert.match(writeRules('compose', request), /^services:\n {2}vsftpd:\n/m);
});
