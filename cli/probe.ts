import { setImmediate } from 'node:timers/promises';
import type { Evidence } from '../core/verdict/index.js';
import { checkTarget, markdownOf, probe, reportOf } from '../probe/index.js';
import type { ProbeOptions } from '../probe/index.js';
import { coloursFor } from './colours.js';
import { configModel } from './config-file.js';
import { earlierRun } from './earlier-run.js';
import { exitCodeFor } from './fail-on.js';
import { steadyJson } from './formats/escapes.js';
import type { MonitoredRun } from './formats/monitored.js';
import { nagiosOf, unknownAnswer } from './formats/nagios.js';
import { openMetricsOf } from './formats/openmetrics.js';
import { EXIT, UsageError, type Io } from './io.js';
import { probeText } from './probe-formats.js';
import { isForNagios, readOptions, type ProbeArguments } from './probing/arguments.js';
import { identityOf, passwordOf } from './probing/secrets.js';
import { ProjectFiles, wantedFindings } from './project-settings.js';

export { PROBE } from './options/probe.js';

/**
 * Probes one server and prints what was found. Returns the exit code: 0 only where a login and a listing were
 * completed; 2 where no control connection was made, or the run was cut short.
 * @param signal ends the probe at once; what was seen until then is reported
 */
export async function probeCommand(args: string[], io: Io, signal: AbortSignal): Promise<number> {
  try {
    return await probeOnce(readOptions(args), io, signal);
  } catch (error) {
    if (!isForNagios(args)) throw error;
    const { text, status } = unknownAnswer(error instanceof Error ? error.message : String(error));
    await io.out(text);
    return status;
  }
}

async function probeOnce(options: ProbeArguments, io: Io, signal: AbortSignal): Promise<number> {
  const config = options.config === undefined ? undefined : await configModel(options.config, options.build);
  const firewall = await firewallOf(options.firewall);
  const history = options.since === undefined ? [] : [await earlierRun(options.since)];
  const project = await new ProjectFiles(options.settings).here();
  const identity = await identityOf(options);
  const target = { ...options.target, ...identity, password: await passwordOf(options, io) };
  try {
    checkTarget(target);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const { ownAddress, expiryDays } = options;
  const expectedRange = config?.passiveRange();
  const more = expectedRange ? { expectedRange } : {};
  const probing = probe(target, { ...probeOptions(options, io, signal), ...more });
  // A failure is seen where it is awaited below.
  probing.catch(() => undefined);
  // Read while the first packet is on its way.
  await setImmediate();
  const { judge } = await import('../core/verdict/index.js');
  const run = await probing;
  io.endCancelling?.();
  const wasCancelled = signal.aborted;
  if (wasCancelled) io.err('vsftpd-lens: cancelled.\n');
  const now = new Date().toISOString();
  const evidence: Evidence = {
    witness: 'probe',
    observations: run.observations,
    firewall,
    history,
    wasCancelled,
    ...(config ? { config } : {}),
    ...(ownAddress === undefined ? {} : { ownAddress }),
    ...(expiryDays === undefined ? {} : { expiry: { days: expiryDays, now } }),
  };
  const { findings: found, notTested, facts, hasListed } = judge(evidence);
  const { findings, switchedOff } = wantedFindings(found, options.ignored, project);
  const report = {
    ...reportOf(run, findings, notTested),
    at: now,
    ...(switchedOff > 0 ? { switchedOff } : {}),
    ...(options.observations ? { observations: run.observations } : {}),
  };
  return print({ report, run, hasListed, validTo: facts.validTo, switchedOff, wasCancelled }, options, io);
}

function probeOptions(options: ProbeArguments, io: Io, signal: AbortSignal): ProbeOptions {
  const { samples, timeoutMs, also, idleSeconds, dial } = options;
  return {
    signal: new AbortController().signal,
    cut: signal,
    samples,
    timeoutMs,
    also,
    idleSeconds,
    dial,
    onStep: (step) => {
      if (io.isTerminal) io.err(`${step.status.padEnd(4)}  ${step.id}\n`);
    },
  };
}

async function firewallOf(names: readonly string[]): Promise<NonNullable<Evidence['firewall']>> {
  if (names.length === 0) return [];
  const { firewallFiles } = await import('./firewall-files.js');
  return firewallFiles(names);
}

async function print(monitored: MonitoredRun, options: ProbeArguments, io: Io): Promise<number> {
  if (options.format === 'nagios') {
    const { text, status } = nagiosOf(monitored, options.expiryDays ?? 0);
    await io.out(text);
    return status;
  }
  await io.out(formatted(monitored, options, io));
  return exitCode(monitored, options.failOn);
}

function exitCode({ report, run, hasListed }: MonitoredRun, failOn: ProbeArguments['failOn']): number {
  if (run.target.peer === null || run.cutShort === true) return EXIT.failed;
  if (!hasListed && failOn !== 'never') return EXIT.findings;
  return exitCodeFor(report.findings, failOn);
}

function formatted(monitored: MonitoredRun, options: ProbeArguments, io: Io): string {
  const { report, switchedOff } = monitored;
  switch (options.format) {
    case 'json':
      return `${steadyJson(report, 2)}\n`;
    case 'markdown':
      return markdownOf(report, switchedOff);
    case 'openmetrics':
      return openMetricsOf(monitored);
    default:
      return probeText(report, coloursFor(io.isColoured === true), options.config, switchedOff);
  }
}
