import * as vscode from 'vscode';
import { isBuildChoice } from '../core/config/index.js';
import { classOf } from '../core/reply/index.js';
import { diagnose, notTested, type CertificateSeen, type Evidence } from '../core/verdict/index.js';
import { probe, reportOf, type ProbeRun, type ProbeStep } from '../probe/index.js';
import { openConfigs } from './config-files.js';
import { copyText, writeFix } from './panel/actions.js';
import { ReportPanel } from './panel/panel.js';
import type { EndpointRow, PanelAction, PanelState } from './panel/state.js';
import { nameOf, type Passwords } from './passwords.js';
import { askPassword, askTarget, type ProbePlan } from './probe-questions.js';
import { modelOf, readTarget, targetFromConfig, type Target } from './probe-target.js';

const LAST = 'vsftpdLens.lastTarget';

/** The panel shown, if any: one is enough, and a second probe takes it over. */
let current: ProbeSession | undefined;

/** The command: asks whom to probe, probes, shows the result. A URL or `host:port` can be handed in instead. */
export async function probeServer(
  context: vscode.ExtensionContext,
  passwords: Passwords,
  preset: unknown,
): Promise<void> {
  const given = typeof preset === 'string' ? readTarget(preset) : undefined;
  const plan = await askTarget({ ...fromOpenConfig(), ...lastTarget(context), ...given });
  if (!plan) return;
  const { config, target } = plan;
  await context.workspaceState.update(LAST, { ...target, ...(config ? { config: config.toString() } : {}) });
  current ??= new ProbeSession(context, passwords);
  await current.start(plan);
}

/** A panel that a reload of the window left behind shows its last report again. */
export function revivePanel(
  context: vscode.ExtensionContext,
  passwords: Passwords,
  panel: vscode.WebviewPanel,
  state: PanelState,
): void {
  if (current) {
    panel.dispose();
    return;
  }
  current = new ProbeSession(context, passwords, panel);
  current.panelOf().show(state);
}

function fromOpenConfig(): Partial<Target> & { config?: vscode.Uri } {
  const [document] = openConfigs();
  return document ? { ...targetFromConfig(modelFor(document)), config: document.uri } : {};
}

function lastTarget(context: vscode.ExtensionContext): Partial<Target> & { config?: vscode.Uri } {
  const last = context.workspaceState.get<Target & { readonly config?: string }>(LAST);
  if (!last) return {};
  const { config, ...target } = last;
  return { ...target, ...(config === undefined ? {} : { config: vscode.Uri.parse(config) }) };
}

function modelFor(document: vscode.TextDocument): ReturnType<typeof modelOf> {
  const text = vscode.workspace.getConfiguration('vsftpdLens', document.uri).get('build', 'any');
  return modelOf(document.getText(), isBuildChoice(text) ? text : 'any');
}

/** One panel and the probes shown in it. */
class ProbeSession {
  private panel: ReportPanel | undefined;
  private plan: ProbePlan | undefined;
  private running: AbortController | undefined;
  /** For this panel only: the user has looked at the certificate and wants the password sent all the same. */
  private trusted: string | undefined;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly passwords: Passwords,
    revived?: vscode.WebviewPanel,
  ) {
    if (revived) this.panelOf(revived);
  }

  panelOf(revived?: vscode.WebviewPanel): ReportPanel {
    if (this.panel) return this.panel;
    const panel = new ReportPanel(this.context.extensionUri, (action) => void this.act(action), revived);
    panel.onDidDispose(() => {
      this.running?.abort(new Cancelled());
      current = undefined;
    });
    return (this.panel = panel);
  }

  async start(plan: ProbePlan): Promise<void> {
    const { target } = plan;
    this.plan = plan;
    const password = await this.passwordFor(target);
    if (password === undefined) return;
    const run = await this.probeOnce(target, password.text);
    if (!run) return;
    this.show(run);
    await this.afterwards(run, password);
  }

  private async passwordFor(target: Target): Promise<{ text: string; stored: boolean } | undefined> {
    if (/^(?:anonymous|ftp)$/i.test(target.user)) return { text: 'guest@', stored: true };
    const stored = await this.passwords.of(target);
    if (stored !== undefined) return { text: stored, stored: true };
    const text = await askPassword(nameOf(target));
    return text === undefined ? undefined : { text, stored: false };
  }

  /** Undefined where it was cancelled or could not be done. */
  private probeOnce(target: Target, password: string): Thenable<ProbeRun | undefined> {
    this.running?.abort(new Cancelled());
    const abort = (this.running = new AbortController());
    const name = `${target.host}:${target.port}`;
    const steps: ProbeStep[] = [];
    const panel = this.panelOf();
    panel.show({ kind: 'running', target: name, steps });
    panel.reveal();
    const title = `Probing ${name}`;
    return vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      async (progress, token) => {
        token.onCancellationRequested(() => {
          abort.abort(new Cancelled());
        });
        try {
          return await probe(
            { ...target, password, insecure: this.trusted === name },
            {
              signal: abort.signal,
              onStep: (step) => {
                steps.push(step);
                progress.report({ message: step.id });
                panel.show({ kind: 'running', target: name, steps });
              },
            },
          );
        } catch (error) {
          // A probe that was replaced by a newer one leaves the panel to that.
          if (this.running === abort) this.stopped(name, steps, error);
          return undefined;
        }
      },
    );
  }

  private stopped(target: string, steps: readonly ProbeStep[], error: unknown): void {
    const reason =
      error instanceof Cancelled
        ? 'You cancelled it.'
        : error instanceof Error
          ? error.message
          : String(error);
    if (current === this) this.panelOf().show({ kind: 'stopped', target, steps, reason });
  }

  private show(run: ProbeRun): void {
    const document = this.openConfig();
    const evidence: Evidence = {
      witness: 'probe',
      observations: run.observations,
      ...(document ? { config: modelFor(document) } : {}),
    };
    const state: PanelState = {
      kind: 'done',
      target: `${run.target.host}:${run.target.port}`,
      report: reportOf(run, diagnose(evidence), notTested(evidence)),
      endpoints: endpointsOf(run),
    };
    this.panelOf().show(state);
  }

  private openConfig(): vscode.TextDocument | undefined {
    const uri = this.plan?.config?.toString();
    return openConfigs().find((document) => document.uri.toString() === uri);
  }

  /** What follows from the log-in: a good password may be kept, a bad one must not be. */
  private async afterwards(run: ProbeRun, password: { text: string; stored: boolean }): Promise<void> {
    const target = this.plan?.target;
    if (!target) return;
    const login = run.steps.find((step) => step.id === 'login');
    if (login?.status === 'fail' && password.stored) await this.passwords.forget(target);
    const certificate = untrusted(run);
    if (certificate && login?.status !== 'pass') {
      await this.offerTrust(target, certificate);
      return;
    }
    if (login?.status !== 'pass' || password.stored) return;
    const keep = 'Keep';
    const answer = await vscode.window.showInformationMessage(
      `Keep the password of ${nameOf(target)} in this machine’s secret store?`,
      keep,
      'Not now',
    );
    if (answer === keep) await this.passwords.keep(target, password.text);
  }

  private async offerTrust(target: Target, { subject, fingerprint, error }: CertificateSeen): Promise<void> {
    const send = 'Fingerprint Matches: Probe On';
    const answer = await vscode.window.showWarningMessage(
      `The certificate of ${target.host} cannot be verified, so the password was not sent.`,
      {
        modal: true,
        detail: `${subject}\nSHA-256 ${fingerprint}\n${error ?? ''}\n\nCompare the fingerprint with the one on the server: openssl x509 -noout -fingerprint -sha256 -in CERTIFICATE`,
      },
      send,
    );
    if (answer !== send || !this.plan) return;
    this.trusted = `${target.host}:${target.port}`;
    await this.start(this.plan);
  }

  private async act(action: PanelAction): Promise<void> {
    switch (action.type) {
      case 'cancel':
        this.running?.abort(new Cancelled());
        return;
      case 'rerun':
        // A revived panel has lost the plan: it is asked for again.
        if (this.plan) await this.start(this.plan);
        else await vscode.commands.executeCommand('vsftpdLens.probe');
        return;
      case 'copy':
        await copyText(this.panelOf(), action.text, action.what);
        return;
      case 'write':
        await writeFix(this.panelOf(), action.config, this.plan?.config);
        return;
      case 'reveal':
        return; // A probe has no text to show a line of.
    }
  }
}

class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

function untrusted(run: ProbeRun): CertificateSeen | undefined {
  const tls = run.observations.filter((seen) => seen.kind === 'tls' && seen.channel === 'control');
  return tls.flatMap((seen) => (seen.kind === 'tls' && seen.certificate?.error ? [seen.certificate] : []))[0];
}

function endpointsOf(run: ProbeRun): EndpointRow[] {
  const rows = run.observations.flatMap((seen) =>
    seen.kind === 'endpoint'
      ? [
          {
            mode: seen.mode,
            reply: seen.raw,
            host: seen.host,
            port: seen.port,
            addressClass: seen.host === null ? null : classOf(seen.host),
          },
        ]
      : [],
  );
  // Sampling asks for many ports; the first of each mode shows the form, the range shows the rest.
  return rows.filter(
    (row, index) => rows.findIndex(({ mode, host }) => mode === row.mode && host === row.host) === index,
  );
}
