import { insertBelow, quoted, valueRange, type Rule, type RuleReport } from '../../support/index.js';
import { decodeUtf8, type SettingLine } from '../../../config/index.js';

const TOKEN =
  /\$\{(?:USER|user|USERNAME|LOGNAME)\}|\$\((?:USER|user)\)|\$(?:USER|user|USERNAME|LOGNAME)\b|%u\b|%USER%|<(?:user|USER|username|login)>/;

export const userTokenLiteral: Rule = {
  code: 'user-token-literal',
  title: 'A user name that is never filled in',
  stage: 'login',
  severity: 'warning',
  why: "The daemon has no variables. `$USER` in `local_root` becomes the login name only if `user_sub_token=$USER` says so; otherwise it is a directory of exactly that name, which does not exist: jailed users cannot log in, others stay in their home. `anon_root` and `user_config_dir` are never filled in; a user's file is found by its name anyway.",
  bad: 'local_enable=YES\nlocal_root=/srv/ftp/$USER\n',
  good: 'local_enable=YES\nuser_sub_token=$USER\nlocal_root=/srv/ftp/$USER\n',
  checkModel(model, report) {
    const token = model.text('user_sub_token');
    for (const name of ['local_root', 'anon_root', 'user_config_dir'] as const) {
      const line = model.line(name);
      const path = line && model.text(name);
      const found = path && (TOKEN.exec(path)?.[0] ?? (token && path.includes(token) ? token : undefined));
      if (!found || token === undefined) continue;
      const local = name === 'local_root';
      if (local && token) {
        const other = otherToken(line, path, found, token);
        if (other) report(other);
        continue;
      }
      report({
        ...valueRange(line),
        message: local
          ? `Without user_sub_token ${quoted(found)} is not replaced by the login name; vsftpd looks for a directory of exactly that name.`
          : `${name} is used literally: ${quoted(found)} is never replaced by the login name here.`,
        fixes: local
          ? [
              {
                title: `Add user_sub_token=${found}`,
                edits: [insertBelow(line, `user_sub_token=${found}`)],
                safe: true,
              },
            ]
          : [],
      });
    }
  },
};

/** The token is another one than the path holds. */
function otherToken(line: SettingLine, path: string, found: string, token: string): RuleReport | undefined {
  const rest = found.startsWith(token) ? found.slice(token.length) : '';
  if (path.includes(token) && rest === '') return undefined;
  const newText = decodeUtf8(path.replaceAll(found, token));
  return {
    ...valueRange(line),
    message:
      rest !== ''
        ? `Of ${quoted(found)} only ${quoted(token)} is replaced by the login name (user_sub_token): vsftpd looks for a directory that ends with ${quoted(rest)}.`
        : `${quoted(found)} is not replaced by the login name, only ${quoted(token)} is (user_sub_token): vsftpd looks for a directory of exactly that name, and a jailed user's login ends with "500 OOPS: cannot change directory:".`,
    fixes: [
      {
        title: `Change ${decodeUtf8(found)} to ${decodeUtf8(token).slice(0, 40)}`,
        edits: [{ ...valueRange(line), newText }],
      },
    ],
  };
}
