// How to use `core` as a library: check a config, decode a reply, diagnose a log. It needs no editor and no network.
// Run it from the project's root: node scripts/run.mjs examples/sample.ts
import { readConfig, sourceFromText } from '../core/config/index.js';
import { decodeLine } from '../core/reply/index.js';
import { checkConfig } from '../core/rules/index.js';
import { diagnoseTranscript } from '../core/verdict/index.js';

const config = readConfig(sourceFromText('listen=YES \npasv_min_port=3300\npasv_max_port=3001\n'));

console.log('A config, as Debian 12 reads it:');
for (const { range, severity, code, message } of checkConfig(config, { build: 'debian-12' }))
  console.log(`  line ${range.start.line + 1}: ${severity} ${code}: ${message}`);

console.log('A reply:');
for (const endpoint of decodeLine('227 Entering Passive Mode (192,168,1,10,15,128).'))
  console.log(`  ${endpoint.host ?? '?'}:${endpoint.port ?? '?'} (${endpoint.addressClass ?? 'no address'})`);

console.log('A log:');
const log = [
  'Status: Connecting to 203.0.113.20:21...',
  'Response: 220 (vsFTPd 3.0.3)',
  'Command: PASV',
  'Response: 227 Entering Passive Mode (203,0,113,20,156,64).',
  'Command: LIST',
  'Error: Connection timed out after 20 seconds of inactivity',
];
for (const { id, title, fix } of diagnoseTranscript(log.join('\n')).findings)
  console.log(`  ${id}: ${title}. ${fix.text}`);
