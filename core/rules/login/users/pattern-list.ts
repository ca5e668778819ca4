import { decodeUtf8, trim } from '../../../config/index.js';
import { quoted, type Rule, valueRange } from '../../support/index.js';

const PATTERNS = ['deny_file', 'hide_file', 'upload_file', 'download_file'] as const;

export const patternList: Rule = {
  code: 'pattern-list',
  title: 'A list of patterns that is read as one',
  stage: 'login',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'Several patterns in one value need braces: `{*.mp3,*.mov}`. Without them the commas are ordinary characters, and the whole text is one pattern that hardly any file name matches. Inside the braces a space after a comma is part of the next pattern. A list without its closing brace matches nothing.',
  bad: 'deny_file=*.mp3,*.mov\n',
  good: 'deny_file={*.mp3,*.mov}\n',
  checkModel(model, report) {
    for (const name of PATTERNS) {
      const line = model.line(name);
      const text = line && model.text(name);
      if (!text || !model.knows(name) || /["']/.test(text)) continue;
      const value = trim(text);
      const isOpen = /^\{[^{}]*$/.test(value);
      const inner = /^\{([^{}]*)\}?$/.exec(value)?.[1];
      const blank =
        inner !== undefined && inner.split(',').some((item) => item !== trim(item) && item !== '');
      const bare = !/[{}]/.test(value) && /[^,],[^,]/.test(value);
      if (!isOpen && !blank && !bare) continue;
      const newText = decodeUtf8(`{${(inner ?? value).split(',').map(trim).join(',')}}`);
      report({
        ...valueRange(line),
        message: isOpen
          ? `The brace in ${quoted(value)} is not closed, and the whole list then matches no name.`
          : blank
            ? 'A space after a comma is part of the next pattern, which then matches only names that begin with a space.'
            : `Without braces ${quoted(value)} is a single pattern with commas in it; several patterns need {a,b}.`,
        fixes: [
          {
            title: newText.length > 60 ? 'Put it in braces' : `Change to ${newText}`,
            edits: [{ ...valueRange(line), newText }],
            safe: true,
          },
        ],
      });
    }
  },
};
