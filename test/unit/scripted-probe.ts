// A probe of the scripted server, with the shortest waits: what the tests of the probe have in common.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Observation } from '../../core/events/observation.js';
import { probe, type ProbeOptions, type ProbeRun, type ProbeTarget } from '../../probe/index.js';
import { KnownPorts } from '../../probe/range/known-ports.js';
import { ConnectionSlots } from '../../probe/session/connection-slots.js';
import { PasswordGate } from '../../probe/session/password-gate.js';
import { Recorder } from '../../probe/recorder.js';
import type { ReachedContext } from '../../probe/run-context.js';
import { Gate } from '../../probe/wire/wait.js';
import { startScriptedServer, type Script, type ScriptedServer } from './scripted-ftp-server.js';

export const SECRET = 'correct horse battery';

/** The server's certificate, which no authority has signed. */
export const CERTIFICATE = {
  key: readFileSync('test/fixtures/tls/key.pem'),
  cert: readFileSync('test/fixtures/tls/certificate.pem'),
};

export interface ScriptedRun {
  readonly run: ProbeRun;
  readonly server: ScriptedServer;
}

export function targetOf(port: number, target: Partial<ProbeTarget> = {}): ProbeTarget {
  return {
    host: '127.0.0.1',
    port,
    user: 'someone',
    password: SECRET,
    tls: 'none',
    insecure: false,
    ...target,
  };
}

export const HERE = '127.0.0.1';

/** A run whose main session has reached 127.0.0.1 and logged in. */
export function runAt(port: number): ReachedContext {
  const recorder = new Recorder('');
  recorder.observe({ kind: 'connect', channel: 'control', host: HERE, port, outcome: 'open' });
  const [ready, admitted] = [new Gate<boolean>(), new Gate<boolean>()];
  ready.open(true);
  admitted.open(true);
  const target = targetOf(port, { host: 'localhost', password: 'secret' });
  return {
    target,
    passwords: new PasswordGate(target, false),
    recorder,
    signal: new AbortController().signal,
    timeoutMs: 1000,
    peer: HERE,
    agreed: [],
    dialable: [HERE],
    silenceMs: 500,
    rttMs: 1,
    slots: new ConnectionSlots(),
    ports: new KnownPorts(),
    lost: [],
    ready,
    admitted,
  };
}

/** Three samples, in clear, unless it says otherwise. Whatever happens, the password may be in no record. */
export async function probeScript(
  script: Script,
  target: Partial<ProbeTarget> = {},
  options: Partial<ProbeOptions> = {},
): Promise<ScriptedRun> {
  const server = await startScriptedServer(script);
  try {
    const run = await probe(targetOf(server.port, target), {
      signal: new AbortController().signal,
      timeoutMs: 1000,
      samples: 3,
      ...options,
    });
    assert.ok(!JSON.stringify(run).includes(SECRET), 'the password is in the run');
    return { run, server };
  } finally {
    await server.close();
  }
}

/** All observations of a kind, of whatever session. */
export function seen<K extends Observation['kind']>(
  { observations }: ProbeRun,
  kind: K,
): Extract<Observation, { kind: K }>[] {
  return observations.filter((one): one is Extract<Observation, { kind: K }> => one.kind === kind);
}
