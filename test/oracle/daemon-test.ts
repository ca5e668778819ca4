import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  DAEMON_BUILDS,
  isMissing,
  isOptional,
  provideDaemon,
  type Daemon,
  type MissingDaemon,
} from './daemons.js';

const provided = new Map<string, Daemon | MissingDaemon>();

/**
 * Runs tests once per daemon that can be had. One that cannot is skipped with its reason, except on a build server
 * (CI=true), where only the optional one may be missing.
 */
export function withDaemons(name: string, tests: (daemon: Daemon) => void): void {
  for (const id of DAEMON_BUILDS) {
    const daemon = provided.get(id) ?? provideDaemon(id);
    provided.set(id, daemon);
    if (!isMissing(daemon)) {
      describe(`${name}: ${daemon.build.label} (${daemon.version})`, () => {
        tests(daemon);
      });
    } else if (process.env['CI'] === 'true' && !isOptional(id)) {
      test(`${name}: ${daemon.build.label}`, () => {
        assert.fail(`no daemon: ${daemon.missing}`);
      });
    } else {
      test(`${name}: ${daemon.build.label}`, { skip: `no daemon: ${daemon.missing}` }, () => undefined);
    }
  }
}
