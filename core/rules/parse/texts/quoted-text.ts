import { ConfigModel, decodeUtf8, settingNamed, trim } from '../../../config/index.js';
import { endsWithout, type Rule, valueRange } from '../../support/index.js';

/** Typographic ones too, as a web page or a word processor has them. */
const QUOTED = /^(?:"(.*)"|'(.*)'|[\u2018-\u201f](.*)[\u2018-\u201f])$/s;

export const quotedText: Rule = {
  code: 'quoted-text',
  title: 'Quotes kept in a text',
  stage: 'parse',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'The daemon reads quotes as part of the text: a path in quotes is looked up with the quotes in its name.',
  bad: 'banner_file="/etc/vsftpd/banner"\n',
  good: 'banner_file=/etc/vsftpd/banner\n',
  checkDocument(context, report) {
    const [build] = context.builds;
    const model = build && new ConfigModel(context.document, build);
    for (const line of context.document.settings) {
      const setting = settingNamed(trim(line.name));
      if (setting?.type !== 'string' || line.opaque || setting.name === 'pasv_address') continue;
      const inner = QUOTED.exec(decodeUtf8(trim(line.value)))
        ?.slice(1)
        .find((text: string | undefined) => text !== undefined);
      if (inner === undefined) continue;
      const ends = model && endsWithout(model, line);
      report({
        ...valueRange(line),
        severity: ends ? 'error' : setting.unit === 'text' ? 'information' : 'warning',
        message: `vsftpd reads the quotes as part of ${setting.name}${ends ? `: that is not found, and ${ends}` : ''}.`,
        fixes: [
          {
            title: 'Remove the quotes',
            edits: [{ start: line.valueStart, end: line.end, newText: inner }],
          },
        ],
      });
    }
  },
};
