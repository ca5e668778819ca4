import type { Rule } from './rule.js';
import { byteOrderMark } from './byte-order-mark.js';
import { nulByte } from './nul-byte.js';
import { carriageReturn } from './carriage-return.js';
import { blankAroundEquals } from './blank-around-equals.js';
import { inlineComment } from './inline-comment.js';
import { quotedBoolean } from './quoted-boolean.js';
import { indentedComment } from './indented-comment.js';
import { foreignComment } from './foreign-comment.js';
import { missingEquals } from './missing-equals.js';
import { missingValue } from './missing-value.js';
import { badBoolean } from './bad-boolean.js';
import { oddCharacter } from './odd-character.js';
import { nameCase } from './name-case.js';
import { blankText } from './blank-text.js';
import { settingOfOtherBuild } from './setting-of-other-build.js';
import { unknownSetting } from './unknown-setting.js';
import { fileTooLong } from './file-too-long.js';
import { bothListeners } from './both-listeners.js';
import { trailingBlank } from './trailing-blank.js';

/** Every rule, in the order of its page in the documentation: by stage, then by name. Codes are never reused. */
export const RULES: readonly Rule[] = [
  byteOrderMark,
  nulByte,
  carriageReturn,
  blankAroundEquals,
  inlineComment,
  quotedBoolean,
  indentedComment,
  foreignComment,
  missingEquals,
  missingValue,
  badBoolean,
  oddCharacter,
  nameCase,
  blankText,
  settingOfOtherBuild,
  unknownSetting,
  fileTooLong,
  trailingBlank,
  bothListeners,
];
