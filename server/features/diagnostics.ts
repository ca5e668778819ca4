import { DiagnosticSeverity, DiagnosticTag, type Diagnostic } from 'vscode-languageserver';
import type { RuleFinding, Severity } from '../../core/rules/index.js';
import { rulePage } from './rule-help.js';

/** The server's name on diagnostics. */
export const SOURCE = 'vsftpd';

/** What the client can show of a diagnostic. */
export interface DiagnosticSupport {
  readonly related: boolean;
  readonly tags: boolean;
  readonly codeDescription: boolean;
  readonly data: boolean;
}

/** What travels with a diagnostic for tools that read it. */
interface DiagnosticData {
  readonly stage: string;
  /** Builds it holds for, where it is not all that were asked for. */
  readonly builds: readonly string[] | null;
  readonly fixes: readonly string[];
}

/** Our severities as the protocol numbers them. */
export const LSP_SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export function toDiagnostic(
  finding: RuleFinding,
  uri: string,
  support: DiagnosticSupport,
  rulePages: string | undefined,
): Diagnostic {
  const href = support.codeDescription ? rulePage(finding.code, rulePages) : undefined;
  const data: DiagnosticData = {
    stage: finding.stage,
    builds: finding.builds,
    fixes: finding.fixes.map((fix) => fix.title),
  };
  return {
    range: finding.range,
    severity: LSP_SEVERITY[finding.severity],
    source: SOURCE,
    code: finding.code,
    message: finding.message,
    ...(href === undefined ? {} : { codeDescription: { href } }),
    ...(support.tags && finding.unnecessary ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(support.related && finding.related.length > 0
      ? {
          relatedInformation: finding.related.map(({ range, message }) => ({
            location: { uri, range },
            message,
          })),
        }
      : {}),
    ...(support.data ? { data } : {}),
  };
}
