import * as vscode from 'vscode';
import { t } from './l10n.js';

/** An answer, a step back, or undefined where the user gave up. */
export type QuestionResult<T> = { readonly value: T } | 'back' | undefined;

export interface Question {
  readonly title: string;
  /** There is a question before this one. */
  readonly hasWayBack: boolean;
}

interface TextQuestion extends Question {
  readonly prompt: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly secret?: boolean;
  /** What is wrong with the text, if anything. */
  check?(text: string): string | undefined;
}

/** Goes one question back, if there is one. */
let goBack: (() => void) | undefined;

/** What Escape does after the first question. */
export function stepBack(): void {
  goBack?.();
}

export function askText(question: TextQuestion): Promise<QuestionResult<string>> {
  const box = vscode.window.createInputBox();
  box.value = question.value;
  // To a prompt the editor adds that Escape cancels.
  const note = question.hasWayBack
    ? {
        message: t('{0} (Escape goes back)', question.prompt),
        severity: vscode.InputBoxValidationSeverity.Info,
      }
    : undefined;
  if (!note) box.prompt = question.prompt;
  box.validationMessage = note;
  box.placeholder = question.placeholder;
  box.password = question.secret ?? false;
  const check = (): string | undefined => question.check?.(box.value);
  return ask(box, question, (answer) => [
    box.onDidChangeValue(() => {
      if (box.validationMessage !== note) box.validationMessage = check() ?? note;
    }),
    box.onDidAccept(() => {
      const wrong = check();
      box.validationMessage = wrong ?? note;
      if (wrong === undefined) answer(box.value);
    }),
  ]);
}

export interface PickChoice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

export function askChoice<T>(
  question: Question & {
    readonly placeholder: string;
    readonly choices: readonly PickChoice<T>[];
    readonly current: T;
  },
): Promise<QuestionResult<T>> {
  const pick = vscode.window.createQuickPick<PickChoice<T>>();
  pick.items = question.choices;
  pick.activeItems = question.choices.filter(({ value }) => value === question.current);
  pick.placeholder = question.placeholder;
  pick.matchOnDescription = true;
  return ask(pick, question, (answer) => [
    pick.onDidAccept(() => {
      const [chosen] = pick.activeItems;
      if (chosen) answer(chosen.value);
    }),
  ]);
}

type Input = vscode.QuickInput & {
  buttons: readonly vscode.QuickInputButton[];
  onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
};

/** Shows a question and resolves with its answer; `listen` says what counts as one. */
export function ask<T>(
  input: Input,
  { title, hasWayBack }: Question,
  listen: (answer: (value: T) => void) => vscode.Disposable[],
): Promise<QuestionResult<T>> {
  input.title = title;
  input.ignoreFocusOut = true; // The password may have to be copied from another window.
  input.buttons = hasWayBack ? [vscode.QuickInputButtons.Back] : [];
  return new Promise((resolve) => {
    let given: QuestionResult<T>;
    const end = (answer: QuestionResult<T>): void => {
      given = answer;
      input.hide();
    };
    const back = (): void => {
      end('back');
    };
    const listeners = [
      ...listen((value) => {
        end({ value });
      }),
      input.onDidTriggerButton((button) => {
        if (button === vscode.QuickInputButtons.Back) back();
      }),
      input.onDidHide(() => {
        for (const listener of listeners) listener.dispose();
        input.dispose();
        if (goBack === back) {
          goBack = undefined;
          void setHasWayBack(false);
        }
        resolve(given);
      }),
    ];
    if (hasWayBack) {
      goBack = back;
      void setHasWayBack(true);
    }
    input.show();
  });
}

/** A question that is hidden for another reason is given up; only Escape and the arrow go back. */
function setHasWayBack(value: boolean): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', 'vsftpdLens.hasWayBack', value);
}
