import { test } from 'node:test';
import { judgedRight, ODD_SERVERS } from '../odd-servers.js';

for (const server of ODD_SERVERS) test(`${server.name}: ${server.situation}`, () => judgedRight(server));
