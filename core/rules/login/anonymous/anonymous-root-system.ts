import { valueRange, quoted, removeFix, type Rule } from '../../support/index.js';

const SYSTEM = /^\/(?:(?:etc|root|home|var|usr|boot|dev|proc|sys|run|lib|opt)\/?)?$/;

export const anonymousRootSystem: Rule = {
  code: 'anonymous-root-system',
  title: 'Anonymous users may read the system',
  stage: 'login',
  severity: 'warning',
  why: '`anon_root` is the top of what anonymous users see. With `/` that is the whole file system: everyone may fetch /etc/passwd and every other file that all users may read, without an account. Use a directory that holds only what is to be public.',
  bad: 'anonymous_enable=YES\nanon_root=/\n',
  good: 'anonymous_enable=YES\nanon_root=/srv/ftp\n',
  checkModel(model, report) {
    const line = model.line('anon_root');
    const path = line && model.text('anon_root');
    if (!path || model.bool('anonymous_enable') !== true) return;
    if (!SYSTEM.test(path.replace(/\/(?:\.?\/)+/g, '/').replace(/\/\.$/, '/'))) return;
    report({
      ...valueRange(line),
      message: `Everyone may fetch every readable file below ${quoted(path)} without an account${path.startsWith('/e') || path === '/' ? ', the list of users too' : ''}.`,
      fixes: [
        {
          ...removeFix(model, line),
          title: 'Remove the line (anonymous users get the home of ftp_username)',
        },
      ],
    });
  },
};
