import * as vscode from 'vscode';
import type { CertificateSeen, Observation } from '../../core/verdict/index.js';
import type { ProbeRun, ProbeStep, ProbeTarget } from '../../probe/types.js';
import type { ProbeJob } from '../apart/jobs.js';
import { AgreedAddresses } from './agreed-addresses.js';
import type { CertificateQuestion } from '../panel/shown-run.js';
import { certificateQuestion } from './certificate-text.js';
import { CertificateTrust } from './certificate-trust.js';
import { projectFindings } from '../config/project-findings.js';
import { FirewallWitnesses } from '../firewall/firewall-witnesses.js';
import { hostPort } from '../host-port.js';
import { askExtraTests, NO_EXTRAS, type Extras } from './extra-tests.js';
import { act } from '../panel/actions.js';
import { judgedFiles, namedFiles } from './judged-files.js';
import { KeptReports } from './kept-reports.js';
import { keepVerdict } from './last-verdicts.js';
import { openKept, placeOf, showPlace } from './open-report.js';
import { ReportPanel } from '../panel/panel.js';
import type { PanelAction, PanelState, ShownRun } from '../panel/state.js';
import { calmOutcome, verdictWords } from '../panel/outcome.js';
import { SEVERITY_STATUS, verdictOf } from '../panel/words.js';
import { nameOf, type Account } from '../passwords.js';
import type { ProbeMarks } from './probe-marks.js';
import type { Password, ProbePlan } from './questions/plan.js';
import { Cancelled, ProbeTask } from './probe-task.js';
import type { LoginTarget } from './probe-target.js';
import { RunHistory } from './run-history.js';
import { configAtHand, shownRun, type ConfigAtHand, type Judged } from './run-view.js';
import type { Services } from '../services.js';
import { t } from '../l10n.js';

/** One panel and the probes shown in it. */
export class ProbeSession {
  private readonly panel: ReportPanel;
  private readonly trust: CertificateTrust;
  private readonly history: RunHistory;
  private plan: ProbePlan | undefined;
  private extras: Extras = NO_EXTRAS;
  private task: ProbeTask | undefined;
  private shown: ShownRun | undefined;
  /** For this panel only: by server, the certificate that the user trusts this time. */
  private readonly trustedOnce = new Map<string, string>();
  private readonly agreed = new AgreedAddresses();
  /** Whether to keep the password is asked once. */
  private hasOffered = false;
  private isClosed = false;

  /** @param onAsk asks for another plan than this one, or for one at all after a reload, when it is gone */
  constructor(
    private readonly services: Services,
    private readonly marks: ProbeMarks,
    private readonly onAsk: (plan?: ProbePlan) => void,
    onClose: () => void,
    revived?: vscode.WebviewPanel,
  ) {
    const { extensionUri, globalState } = services.context;
    this.trust = new CertificateTrust(globalState);
    this.history = new RunHistory(globalState);
    this.panel = new ReportPanel(extensionUri, (action) => void this.act(action), revived);
    this.panel.onDidDispose(() => {
      this.isClosed = true;
      this.task?.cancel();
      onClose();
    });
  }

  /** A password that was typed for this panel, so that "Probe again" does not ask for it once more. */
  passwordOf(target: Account): Password | undefined {
    return this.plan && nameOf(this.plan.target) === nameOf(target) ? this.plan.password : undefined;
  }

  reveal(): void {
    this.panel.reveal();
  }

  cancel(): void {
    this.task?.cancel();
  }

  /** Whether the panel shows the report of that run. */
  shows({ account, at }: { readonly account: string; readonly at: string }): boolean {
    const { shown } = this;
    return shown?.at === at && nameOf({ ...shown.report.target, user: shown.user }) === account;
  }

  /** Shows the last report again after a reload of the window. */
  revive(state: PanelState): void {
    if (state.kind === 'done') this.shown = state.run;
    this.panel.show(state);
  }

  /** Probes once more as before; false where it is not known how. */
  async repeat(): Promise<boolean> {
    if (!this.plan) return false;
    await this.start(this.plan);
    return true;
  }

  private async repeatOrAsk(): Promise<void> {
    if (!(await this.repeat())) this.onAsk();
  }

  async start(plan: ProbePlan): Promise<void> {
    this.plan = plan;
    const config = await configOf(plan);
    // Read while the probe runs.
    const witnesses = config && new FirewallWitnesses(this.services.server, config.document);
    const at = new Date().toISOString();
    const run = await this.probe(plan, config);
    if (!run) return;
    const { task } = this;
    const firewall = witnesses ? await witnesses.get() : [];
    const project = await projectFindings(plan.config);
    if (this.isClosed || this.task !== task) return;
    await this.show(run, plan, { config, firewall, project, at });
    await this.afterwards(run, plan);
  }

  /** Undefined where it was cancelled, replaced by another one, or could not be done. */
  private async probe(plan: ProbePlan, config: ConfigAtHand | undefined): Promise<ProbeRun | undefined> {
    this.task?.cancel();
    const { target, password } = plan;
    const name = hostPort(target.host, target.port);
    const task = new ProbeTask(name, (steps, now) => {
      if (this.task === task) this.panel.show({ kind: 'running', target: name, steps, now });
    });
    this.task = task;
    this.panel.show({ kind: 'running', target: name, steps: [], now: null });
    this.panel.reveal();
    try {
      return await task.run(
        { ...target, password: password.text, insecure: false, ...this.trustedFor(target) },
        this.optionsFor(target, config),
      );
    } catch (error) {
      // A probe that was replaced by a newer one leaves the panel to that.
      if (this.task === task && !this.isClosed) this.stopped(name, task.stepsSoFar, error);
      return undefined;
    }
  }

  private trustedFor(target: LoginTarget): Pick<ProbeTarget, 'trusted'> {
    const once = this.trustedOnce.get(hostPort(target.host, target.port));
    const known = this.trust.of(target)?.fingerprint;
    const trusted = [once, known].filter((fingerprint) => fingerprint !== undefined);
    return trusted.length === 0 ? {} : { trusted };
  }

  private optionsFor(target: LoginTarget, config: ConfigAtHand | undefined): ProbeJob['options'] {
    const range = config?.model.passiveRange();
    return {
      ...this.extras,
      dial: this.agreed.of(target),
      ...(range ? { expectedRange: { low: range.low, high: range.high } } : {}),
    };
  }

  private stopped(target: string, steps: readonly ProbeStep[], error: unknown): void {
    const words = error instanceof Error ? error.message : String(error);
    const reason = error instanceof Cancelled ? t('You cancelled it.') : words;
    this.panel.show({ kind: 'stopped', target, steps, reason });
  }

  private async show(
    run: ProbeRun,
    { target }: ProbePlan,
    beside: Pick<Judged, 'config' | 'firewall' | 'project' | 'at'>,
  ): Promise<void> {
    const account = nameOf(target);
    const { config, firewall } = beside;
    const judged = { run, target, ...beside, history: this.history.of(account) };
    const { task } = this;
    const shown = await shownRun(judged, this.services.context).catch((error: unknown) => {
      this.stopped(hostPort(target.host, target.port), run.steps, error);
    });
    if (!shown || this.isClosed || this.task !== task) return;
    await this.history.keep(account, shown.history);
    const { findings } = shown.report;
    const places = [...namedFiles(config, firewall)].map(([name, uri]) => ({ name, uri: uri.toString() }));
    this.shown = { ...shown, places, certificate: this.questionOf(run, target) };
    this.panel.show({ kind: 'done', target: hostPort(target.host, target.port), run: this.shown });
    this.marks.clear(account);
    if (config) await this.marks.set(account, judgedFiles(findings, config, firewall));
    await this.keep(account, this.shown, config?.document.uri);
  }

  /** For the lens, the status bar and the next window. */
  private async keep(account: string, run: ShownRun, config: vscode.Uri | undefined): Promise<void> {
    const { context, lens } = this.services;
    const words = verdictWords(run);
    const verdict = verdictOf(run.report.findings);
    const status = verdict ? SEVERITY_STATUS[verdict.severity] : calmOutcome(run).status;
    if (config) lens.tell(config, words);
    const uri = config?.toString() ?? null;
    await keepVerdict(context.globalState, { account, at: run.at, words, status, config: uri });
    await new KeptReports(context).keep(account, run);
  }

  /** After the login: a good password can be saved, a bad one is not sent again. */
  private async afterwards(run: ProbeRun, plan: ProbePlan): Promise<void> {
    const { target, password } = plan;
    if (run.observations.some(isRefusedPassword)) {
      this.plan = undefined;
      this.hasOffered = false;
      await this.services.passwords.forget(target);
      return;
    }
    if (hasLoggedIn(run) && !password.isStored && !this.hasOffered)
      await this.offerToKeep(target, password.text);
  }

  /** Like a browser: ask if the password was not sent, and again if the certificate has changed. */
  private questionOf(run: ProbeRun, target: LoginTarget): CertificateQuestion | null {
    const certificate = run.observations.map(unverified).find((one) => one !== undefined);
    if (!certificate || hasLoggedIn(run)) return null;
    return certificateQuestion(target.host, certificate, this.trust.of(target), Date.now());
  }

  private async trustAndProbe(isToBeKept: boolean): Promise<void> {
    const { certificate, report } = this.shown ?? {};
    if (!certificate || !report) return;
    this.trustedOnce.set(hostPort(report.target.host, report.target.port), certificate.fingerprint);
    if (isToBeKept) await this.trust.keep(report.target, certificate.fingerprint);
    await this.repeatOrAsk();
  }

  private async offerToKeep(target: LoginTarget, password: string): Promise<void> {
    this.hasOffered = true;
    const save = t('Save Password');
    const answer = await vscode.window.showInformationMessage(
      t('Save the password of {0} in VS Code’s secret storage?', nameOf(target)),
      save,
      t('Not now'),
    );
    if (answer === save) await this.services.passwords.keep(target, password);
  }

  private async act(action: PanelAction): Promise<void> {
    switch (action.type) {
      case 'cancel':
        this.cancel();
        return;
      case 'rerun':
        await this.repeatOrAsk();
        return;
      case 'change':
        this.onAsk(this.plan);
        return;
      case 'more':
        await this.testMore();
        return;
      case 'trust':
      case 'trust-once':
        await this.trustAndProbe(action.type === 'trust');
        return;
      case 'dial':
        if (this.agreed.add(this.shown, action.address)) await this.repeatOrAsk();
        return;
      case 'show-line':
        if (this.shown) await showPlace(this.shown, action);
        return;
      case 'open-run':
        if (this.shown) await openKept(this.services, this.shown, action.at);
        return;
      default:
        await act(action, {
          panel: this.panel,
          page: this.services.findingPage,
          target: this.shown
            ? hostPort(this.shown.report.target.host, this.shown.report.target.port)
            : t('this server'),
          run: this.shown,
          config: this.plan?.config ?? (this.shown && placeOf(this.shown, this.shown.config)),
          probeAgain: () => void this.repeatOrAsk(),
        });
    }
  }

  private async testMore(): Promise<void> {
    const extras = await askExtraTests(this.extras);
    if (!extras) return;
    this.extras = extras;
    await this.repeatOrAsk();
  }
}

async function configOf({ config }: ProbePlan): Promise<ConfigAtHand | undefined> {
  if (!config) return undefined;
  try {
    return await configAtHand(config);
  } catch {
    void vscode.window.showWarningMessage(
      t('{0} cannot be read. The probe uses the server’s replies only.', config.path),
    );
    return undefined;
  }
}

function hasLoggedIn({ steps }: ProbeRun): boolean {
  return steps.some(({ id, status }) => id === 'login' && status === 'pass');
}

/** 530 also refuses users and hosts; in each case the same login would be refused again. */
function isRefusedPassword(seen: Observation): boolean {
  return seen.kind === 'reply' && seen.to === 'PASS' && seen.code === 530 && seen.session === undefined;
}

function unverified(seen: Observation): CertificateSeen | undefined {
  const isOfControl = seen.kind === 'tls' && seen.channel === 'control' && seen.session === undefined;
  return isOfControl && seen.certificate?.error !== undefined ? seen.certificate : undefined;
}
