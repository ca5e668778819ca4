import * as vscode from 'vscode';
import type { FindingSeverity } from '../core/verdict/index.js';

/** How findings are shown in the list of problems. */
export const DIAGNOSTIC_SEVERITIES: Readonly<Record<FindingSeverity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};
