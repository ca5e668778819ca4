import * as vscode from 'vscode';

/** An answer, a step back, or undefined where the user gave up. */
export type Answer<T> = { readonly value: T } | 'back' | undefined;

export interface Question {
  readonly title: string;
  /** From 1; absent for a question on its own. */
  readonly step?: number;
  readonly totalSteps?: number;
}

export interface TextQuestion extends Question {
  readonly prompt: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly secret?: boolean;
  /** A sentence where the text cannot be taken. */
  check?(text: string): string | undefined;
}

export function askText(question: TextQuestion): Promise<Answer<string>> {
  const box = vscode.window.createInputBox();
  box.value = question.value;
  box.prompt = question.prompt;
  box.placeholder = question.placeholder;
  box.password = question.secret ?? false;
  const check = (): string | undefined => question.check?.(box.value);
  return run(box, question, (answer) => [
    box.onDidChangeValue(() => {
      if (box.validationMessage !== undefined) box.validationMessage = check();
    }),
    box.onDidAccept(() => {
      box.validationMessage = check();
      if (box.validationMessage === undefined) answer(box.value);
    }),
  ]);
}

export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

export function askChoice<T>(
  question: Question & {
    readonly placeholder: string;
    readonly choices: readonly Choice<T>[];
    readonly current: T;
  },
): Promise<Answer<T>> {
  const pick = vscode.window.createQuickPick<Choice<T>>();
  pick.items = question.choices;
  pick.activeItems = question.choices.filter(({ value }) => value === question.current);
  pick.placeholder = question.placeholder;
  pick.matchOnDescription = true;
  return run(pick, question, (answer) => [
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

function run<T>(
  input: Input,
  question: Question,
  listen: (answer: (value: T) => void) => vscode.Disposable[],
): Promise<Answer<T>> {
  input.title = question.title;
  input.step = question.step;
  input.totalSteps = question.totalSteps;
  input.ignoreFocusOut = true; // The password may have to be copied from another window.
  input.buttons = (question.step ?? 1) > 1 ? [vscode.QuickInputButtons.Back] : [];
  return new Promise((resolve) => {
    let given: Answer<T>;
    const end = (answer: Answer<T>): void => {
      given = answer;
      input.hide();
    };
    const listeners = [
      ...listen((value) => {
        end({ value });
      }),
      input.onDidTriggerButton(() => {
        end('back');
      }),
      input.onDidHide(() => {
        for (const listener of listeners) listener.dispose();
        input.dispose();
        resolve(given);
      }),
    ];
    input.show();
  });
}
