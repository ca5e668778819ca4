import { acceptTimeoutOff } from './accept-timeout-off.js';
import { allowWriteableChrootUnused } from './allow-writeable-chroot-unused.js';
import { anonymousByDefault } from './anonymous-by-default.js';
import { anonymousRootWritable } from './anonymous-root-writable.js';
import { anonymousWrite } from './anonymous-write.js';
import { asciiTransfers } from './ascii-transfers.js';
import { asyncAbor } from './async-abor.js';
import { backgroundHidesErrors } from './background-hides-errors.js';
import { badBoolean } from './bad-boolean.js';
import { badListenAddress } from './bad-listen-address.js';
import { bannerTwice } from './banner-twice.js';
import { blankAroundEquals } from './blank-around-equals.js';
import { blankInText } from './blank-in-text.js';
import { blankText } from './blank-text.js';
import { bothListeners } from './both-listeners.js';
import { buildRevealed } from './build-revealed.js';
import { byteOrderMark } from './byte-order-mark.js';
import { carriageReturn } from './carriage-return.js';
import { chrootListInverted } from './chroot-list-inverted.js';
import { chrootWritableTop } from './chroot-writable-top.js';
import { clearTextLogins } from './clear-text-logins.js';
import { cmdsBlank } from './cmds-blank.js';
import { cmdsBoth } from './cmds-both.js';
import { cmdsCase } from './cmds-case.js';
import { cmdsEmptyItem } from './cmds-empty-item.js';
import { cmdsQuit } from './cmds-quit.js';
import { cmdsTls } from './cmds-tls.js';
import { cmdsTransfer } from './cmds-transfer.js';
import { cmdsUnknown } from './cmds-unknown.js';
import { commentBehindNumber } from './comment-behind-number.js';
import { commentInText } from './comment-in-text.js';
import { connectionLimitLow } from './connection-limit-low.js';
import { crlfReload } from './crlf-reload.js';
import { duplicateSetting } from './duplicate-setting.js';
import { emptyNeededValue } from './empty-needed-value.js';
import { fileTooLong } from './file-too-long.js';
import { foreignComment } from './foreign-comment.js';
import { guestCannotWrite } from './guest-cannot-write.js';
import { guestNeedsLocal } from './guest-needs-local.js';
import { guestNotJailed } from './guest-not-jailed.js';
import { guestUsernameDefault } from './guest-username-default.js';
import { httpNeedsOneProcess } from './http-needs-one-process.js';
import { indentedComment } from './indented-comment.js';
import { inlineComment } from './inline-comment.js';
import { listFileNotShipped } from './list-file-not-shipped.js';
import { listenAddressIgnored } from './listen-address-ignored.js';
import { listenAddressSurprise } from './listen-address-surprise.js';
import { listenPortInPassiveRange } from './listen-port-in-passive-range.js';
import { listenPortOutOfRange } from './listen-port-out-of-range.js';
import { logFileDirectory } from './log-file-directory.js';
import { logFileUnused } from './log-file-unused.js';
import { logFilesSame } from './log-files-same.js';
import { logOff } from './log-off.js';
import { logProtocolUnused } from './log-protocol-unused.js';
import { loginDelayOff } from './login-delay-off.js';
import { lsRecurse } from './ls-recurse.js';
import { maxLoginFailsZero } from './max-login-fails-zero.js';
import { maxPerIpUnreachable } from './max-per-ip-unreachable.js';
import { missingEquals } from './missing-equals.js';
import { missingValue } from './missing-value.js';
import { modeNotOctal } from './mode-not-octal.js';
import { nameCase } from './name-case.js';
import { noAnonPassword } from './no-anon-password.js';
import { noAnonPasswordList } from './no-anon-password-list.js';
import { noDataConnections } from './no-data-connections.js';
import { noEffect } from './no-effect.js';
import { noEffectPerUser } from './no-effect-per-user.js';
import { noListener } from './no-listener.js';
import { noLogins } from './no-logins.js';
import { noProtocol } from './no-protocol.js';
import { noprivRoot } from './nopriv-root.js';
import { notANumber } from './not-a-number.js';
import { nulByte } from './nul-byte.js';
import { numberOutOfRange } from './number-out-of-range.js';
import { numberWithUnit } from './number-with-unit.js';
import { octalDigit } from './octal-digit.js';
import { octalNumber } from './octal-number.js';
import { oddCharacter } from './odd-character.js';
import { oneProcessLocal } from './one-process-local.js';
import { pamServiceDefault } from './pam-service-default.js';
import { passiveMaxIgnored } from './passive-max-ignored.js';
import { passivePortUnusable } from './passive-port-unusable.js';
import { passiveRangeEphemeral } from './passive-range-ephemeral.js';
import { passiveRangeHotPort } from './passive-range-hot-port.js';
import { passiveRangeNarrow } from './passive-range-narrow.js';
import { passiveRangeSwapped } from './passive-range-swapped.js';
import { passiveRangeUnset } from './passive-range-unset.js';
import { pasvAddrResolveGarbage } from './pasv-addr-resolve-garbage.js';
import { pasvAddressInvalid } from './pasv-address-invalid.js';
import { pasvAddressIpv6Listener } from './pasv-address-ipv6-listener.js';
import { pasvAddressSurprise } from './pasv-address-surprise.js';
import { pasvAddressUnreachable } from './pasv-address-unreachable.js';
import { pasvOff } from './pasv-off.js';
import { pasvPromiscuous } from './pasv-promiscuous.js';
import { pasvResolveReload } from './pasv-resolve-reload.js';
import { patternList } from './pattern-list.js';
import { perUserChroot } from './per-user-chroot.js';
import { perUserResolve } from './per-user-resolve.js';
import { perUserTls } from './per-user-tls.js';
import { port20Promiscuous } from './port-20-promiscuous.js';
import { portPromiscuous } from './port-promiscuous.js';
import { ptraceSandbox } from './ptrace-sandbox.js';
import { quotedBoolean } from './quoted-boolean.js';
import { quotedText } from './quoted-text.js';
import { rateTiny } from './rate-tiny.js';
import { relativePath } from './relative-path.js';
import { runAsLaunchingUser } from './run-as-launching-user.js';
import { seccompSandbox } from './seccomp-sandbox.js';
import { secureChrootDirWritable } from './secure-chroot-dir-writable.js';
import { settingOfOtherBuild } from './setting-of-other-build.js';
import { standaloneOnly } from './standalone-only.js';
import { tcpWrappersMissing } from './tcp-wrappers-missing.js';
import { textUserdbNames } from './text-userdb-names.js';
import { timeoutOff } from './timeout-off.js';
import { timeoutShort } from './timeout-short.js';
import { tlsAnonymousRefused } from './tls-anonymous-refused.js';
import { tlsCertificateDefault } from './tls-certificate-default.js';
import { tlsCertificateEmpty } from './tls-certificate-empty.js';
import { tlsCiphersRefused } from './tls-ciphers-refused.js';
import { tlsCiphersTls13 } from './tls-ciphers-tls13.js';
import { tlsClientCertUnchecked } from './tls-client-cert-unchecked.js';
import { tlsFeatHidden } from './tls-feat-hidden.js';
import { tlsImplicitIgnored } from './tls-implicit-ignored.js';
import { tlsImplicitPort } from './tls-implicit-port.js';
import { tlsKeyUnused } from './tls-key-unused.js';
import { tlsNoVersions } from './tls-no-versions.js';
import { tlsNotEnabled } from './tls-not-enabled.js';
import { tlsOldProtocol } from './tls-old-protocol.js';
import { tlsOptional } from './tls-optional.js';
import { tlsRequireCertUnenforced } from './tls-require-cert-unenforced.js';
import { tlsReuseOff } from './tls-reuse-off.js';
import { tlsSnakeoil } from './tls-snakeoil.js';
import { tlsSni } from './tls-sni.js';
import { tlsVersionGap } from './tls-version-gap.js';
import { trailingBlank } from './trailing-blank.js';
import { umaskZero } from './umask-zero.js';
import { unknownSetting } from './unknown-setting.js';
import { uploadsExecutable } from './uploads-executable.js';
import { userTokenLiteral } from './user-token-literal.js';
import { userTokenUnused } from './user-token-unused.js';
import { userlistAllowList } from './userlist-allow-list.js';
import { userlistRefusesAll } from './userlist-refuses-all.js';
import type { Rule } from './rule.js';

/** Every rule, in the order of its page in the documentation: by stage, then by name. Codes are never reused. */
export const RULES: readonly Rule[] = [
  badBoolean,
  blankAroundEquals,
  blankInText,
  blankText,
  byteOrderMark,
  carriageReturn,
  commentBehindNumber,
  commentInText,
  duplicateSetting,
  fileTooLong,
  foreignComment,
  indentedComment,
  inlineComment,
  missingEquals,
  missingValue,
  modeNotOctal,
  nameCase,
  notANumber,
  nulByte,
  numberOutOfRange,
  numberWithUnit,
  octalDigit,
  octalNumber,
  oddCharacter,
  quotedBoolean,
  quotedText,
  settingOfOtherBuild,
  trailingBlank,
  unknownSetting,
  backgroundHidesErrors,
  badListenAddress,
  bothListeners,
  listenAddressIgnored,
  listenAddressSurprise,
  listenPortOutOfRange,
  noListener,
  standaloneOnly,
  tlsCertificateDefault,
  tlsCiphersRefused,
  tlsKeyUnused,
  bannerTwice,
  connectionLimitLow,
  httpNeedsOneProcess,
  listFileNotShipped,
  logFileDirectory,
  maxPerIpUnreachable,
  noLogins,
  noProtocol,
  noprivRoot,
  oneProcessLocal,
  ptraceSandbox,
  relativePath,
  seccompSandbox,
  secureChrootDirWritable,
  tcpWrappersMissing,
  tlsCertificateEmpty,
  tlsFeatHidden,
  tlsImplicitIgnored,
  tlsImplicitPort,
  tlsNoVersions,
  tlsSni,
  tlsVersionGap,
  allowWriteableChrootUnused,
  anonymousRootWritable,
  chrootListInverted,
  chrootWritableTop,
  cmdsBlank,
  cmdsBoth,
  cmdsCase,
  cmdsEmptyItem,
  cmdsQuit,
  cmdsTls,
  cmdsTransfer,
  cmdsUnknown,
  emptyNeededValue,
  guestCannotWrite,
  guestNeedsLocal,
  guestNotJailed,
  guestUsernameDefault,
  maxLoginFailsZero,
  noAnonPasswordList,
  noEffectPerUser,
  pamServiceDefault,
  patternList,
  perUserChroot,
  perUserTls,
  runAsLaunchingUser,
  tlsAnonymousRefused,
  tlsClientCertUnchecked,
  tlsNotEnabled,
  tlsRequireCertUnenforced,
  userTokenLiteral,
  userTokenUnused,
  userlistAllowList,
  userlistRefusesAll,
  acceptTimeoutOff,
  listenPortInPassiveRange,
  noDataConnections,
  passiveMaxIgnored,
  passivePortUnusable,
  passiveRangeEphemeral,
  passiveRangeHotPort,
  passiveRangeNarrow,
  passiveRangeSwapped,
  passiveRangeUnset,
  pasvAddrResolveGarbage,
  pasvAddressInvalid,
  pasvAddressIpv6Listener,
  pasvAddressSurprise,
  pasvAddressUnreachable,
  pasvOff,
  pasvPromiscuous,
  perUserResolve,
  port20Promiscuous,
  portPromiscuous,
  crlfReload,
  pasvResolveReload,
  anonymousByDefault,
  anonymousWrite,
  asciiTransfers,
  asyncAbor,
  buildRevealed,
  clearTextLogins,
  logFileUnused,
  logFilesSame,
  logOff,
  logProtocolUnused,
  loginDelayOff,
  lsRecurse,
  noAnonPassword,
  noEffect,
  rateTiny,
  textUserdbNames,
  timeoutOff,
  timeoutShort,
  tlsCiphersTls13,
  tlsOldProtocol,
  tlsOptional,
  tlsReuseOff,
  tlsSnakeoil,
  umaskZero,
  uploadsExecutable,
];
