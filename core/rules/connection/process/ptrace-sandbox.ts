import { type Rule, settingRange, setToFix } from '../../support/index.js';

export const ptraceSandbox: Rule = {
  code: 'ptrace-sandbox',
  title: 'The ptrace sandbox on a 64-bit build',
  stage: 'connection',
  severity: 'error',
  why: 'The ptrace sandbox exists for 32-bit builds only and is used in the one-process model. A 64-bit build then answers every connection with "500 OOPS: could not allocate sandbox (only works for 32-bit builds)".',
  bad: 'one_process_model=YES\nptrace_sandbox=YES\n',
  good: 'one_process_model=YES\nptrace_sandbox=NO\n',
  checkModel(model, report) {
    const line = model.line('ptrace_sandbox');
    if (!line || model.bool('ptrace_sandbox') !== true || model.bool('one_process_model') !== true) return;
    report({
      ...settingRange(line),
      message:
        'The ptrace sandbox needs a 32-bit build; a 64-bit one ends every connection with "500 OOPS: could not allocate sandbox (only works for 32-bit builds)".',
      fixes: [setToFix(model, 'ptrace_sandbox', 'NO', line)],
    });
  },
};
