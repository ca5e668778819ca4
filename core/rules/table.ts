import { octalNumber } from './octal-number.js';
import { modeNotOctal } from './mode-not-octal.js';
import { octalDigit } from './octal-digit.js';
import { numberWithUnit } from './number-with-unit.js';
import { commentBehindNumber } from './comment-behind-number.js';
import { notANumber } from './not-a-number.js';
import { numberOutOfRange } from './number-out-of-range.js';
import { listenPortOutOfRange } from './listen-port-out-of-range.js';
import { passiveRangeSwapped } from './passive-range-swapped.js';
import { passiveMaxIgnored } from './passive-max-ignored.js';
import { passivePortUnusable } from './passive-port-unusable.js';
import { passiveRangeNarrow } from './passive-range-narrow.js';
import { passiveRangeEphemeral } from './passive-range-ephemeral.js';
import { passiveRangeHotPort } from './passive-range-hot-port.js';
import { listenPortInPassiveRange } from './listen-port-in-passive-range.js';
import { passiveRangeUnset } from './passive-range-unset.js';
import { pasvAddressInvalid } from './pasv-address-invalid.js';
import { pasvAddressSurprise } from './pasv-address-surprise.js';
import { pasvAddressUnreachable } from './pasv-address-unreachable.js';
import { pasvAddressIpv6Listener } from './pasv-address-ipv6-listener.js';
import { pasvAddrResolveGarbage } from './pasv-addr-resolve-garbage.js';
import { badListenAddress } from './bad-listen-address.js';
import { listenAddressSurprise } from './listen-address-surprise.js';
import { duplicateSetting } from './duplicate-setting.js';
import { commentInText } from './comment-in-text.js';
import { quotedText } from './quoted-text.js';
import { blankInText } from './blank-in-text.js';
import { crlfReload } from './crlf-reload.js';
import { buildRevealed } from './build-revealed.js';
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
  octalNumber,
  modeNotOctal,
  octalDigit,
  numberWithUnit,
  commentBehindNumber,
  notANumber,
  numberOutOfRange,
  listenPortOutOfRange,
  passiveRangeSwapped,
  passiveMaxIgnored,
  passivePortUnusable,
  passiveRangeNarrow,
  passiveRangeEphemeral,
  passiveRangeHotPort,
  listenPortInPassiveRange,
  passiveRangeUnset,
  pasvAddressInvalid,
  pasvAddressSurprise,
  pasvAddressUnreachable,
  pasvAddressIpv6Listener,
  pasvAddrResolveGarbage,
  badListenAddress,
  listenAddressSurprise,
  duplicateSetting,
  commentInText,
  quotedText,
  blankInText,
  crlfReload,
  buildRevealed,
];
