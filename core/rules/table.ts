// Written by "npm run generate" from the files of this folder.
import { badBoolean } from './parse/booleans/bad-boolean.js';
import { blankAroundEquals } from './parse/lines/blank-around-equals.js';
import { blankInText } from './parse/texts/blank-in-text.js';
import { blankText } from './parse/texts/blank-text.js';
import { byteOrderMark } from './parse/file/byte-order-mark.js';
import { carriageReturn } from './parse/file/carriage-return.js';
import { commentBehindNumber } from './parse/numbers/comment-behind-number.js';
import { commentInText } from './parse/texts/comment-in-text.js';
import { duplicateSetting } from './parse/lines/duplicate-setting.js';
import { fileTooLong } from './parse/file/file-too-long.js';
import { foreignComment } from './parse/lines/foreign-comment.js';
import { indentedComment } from './parse/lines/indented-comment.js';
import { inlineComment } from './parse/booleans/inline-comment.js';
import { missingEquals } from './parse/lines/missing-equals.js';
import { missingValue } from './parse/lines/missing-value.js';
import { modeNotOctal } from './parse/numbers/mode-not-octal.js';
import { nameCase } from './parse/names/name-case.js';
import { notANumber } from './parse/numbers/not-a-number.js';
import { nulByte } from './parse/file/nul-byte.js';
import { numberOutOfRange } from './parse/numbers/number-out-of-range.js';
import { numberWithUnit } from './parse/numbers/number-with-unit.js';
import { octalDigit } from './parse/numbers/octal-digit.js';
import { octalNumber } from './parse/numbers/octal-number.js';
import { oddCharacter } from './parse/file/odd-character.js';
import { quotedBoolean } from './parse/booleans/quoted-boolean.js';
import { quotedText } from './parse/texts/quoted-text.js';
import { settingOfOtherBuild } from './parse/names/setting-of-other-build.js';
import { trailingBlank } from './parse/lines/trailing-blank.js';
import { twoSettings } from './parse/lines/two-settings.js';
import { unknownSetting } from './parse/names/unknown-setting.js';
import { backgroundHidesErrors } from './start/listener/background-hides-errors.js';
import { badListenAddress } from './start/listener/bad-listen-address.js';
import { bothListeners } from './start/listener/both-listeners.js';
import { listenAddressIgnored } from './start/listener/listen-address-ignored.js';
import { listenAddressSurprise } from './start/listener/listen-address-surprise.js';
import { listenPortOutOfRange } from './start/listener/listen-port-out-of-range.js';
import { noListener } from './start/listener/no-listener.js';
import { standaloneOnly } from './start/listener/standalone-only.js';
import { tlsCertificateDefault } from './start/tls/tls-certificate-default.js';
import { tlsCertificateKind } from './start/tls/tls-certificate-kind.js';
import { tlsCiphersRefused } from './start/tls/tls-ciphers-refused.js';
import { tlsKeyUnused } from './start/tls/tls-key-unused.js';
import { bannerTwice } from './connection/process/banner-twice.js';
import { connectionLimitLow } from './connection/limits/connection-limit-low.js';
import { emptyNeededValue } from './connection/files/empty-needed-value.js';
import { httpNeedsOneProcess } from './connection/process/http-needs-one-process.js';
import { listFileNotShipped } from './connection/files/list-file-not-shipped.js';
import { listenerUnderInetd } from './connection/process/listener-under-inetd.js';
import { logFileDirectory } from './connection/files/log-file-directory.js';
import { logToStream } from './connection/files/log-to-stream.js';
import { maxPerIpUnreachable } from './connection/limits/max-per-ip-unreachable.js';
import { noLogins } from './connection/access/no-logins.js';
import { noProtocol } from './connection/access/no-protocol.js';
import { noprivRoot } from './connection/process/nopriv-root.js';
import { oneProcessLocal } from './connection/process/one-process-local.js';
import { ptraceSandbox } from './connection/process/ptrace-sandbox.js';
import { relativePath } from './connection/files/relative-path.js';
import { sampleUser } from './connection/process/sample-user.js';
import { seccompSandbox } from './connection/process/seccomp-sandbox.js';
import { secureChrootDirWritable } from './connection/files/secure-chroot-dir-writable.js';
import { tcpWrappersMissing } from './connection/process/tcp-wrappers-missing.js';
import { tlsCertificateEmpty } from './connection/tls/tls-certificate-empty.js';
import { tlsFeatHidden } from './connection/tls/tls-feat-hidden.js';
import { tlsImplicitIgnored } from './connection/tls/tls-implicit-ignored.js';
import { tlsImplicitPort } from './connection/tls/tls-implicit-port.js';
import { tlsNoVersions } from './connection/tls/tls-no-versions.js';
import { tlsSni } from './connection/tls/tls-sni.js';
import { tlsVersionGap } from './connection/tls/tls-version-gap.js';
import { allowWriteableChrootUnused } from './login/chroot/allow-writeable-chroot-unused.js';
import { anonymousRootSystem } from './login/anonymous/anonymous-root-system.js';
import { anonymousRootWritable } from './login/anonymous/anonymous-root-writable.js';
import { checkShellPam } from './login/users/check-shell-pam.js';
import { chrootListInverted } from './login/chroot/chroot-list-inverted.js';
import { chrootWritableTop } from './login/chroot/chroot-writable-top.js';
import { cmdsBlank } from './login/commands/cmds-blank.js';
import { cmdsBoth } from './login/commands/cmds-both.js';
import { cmdsCase } from './login/commands/cmds-case.js';
import { cmdsEmptyItem } from './login/commands/cmds-empty-item.js';
import { cmdsQuit } from './login/commands/cmds-quit.js';
import { cmdsTls } from './login/commands/cmds-tls.js';
import { cmdsTransfer } from './login/commands/cmds-transfer.js';
import { cmdsUnknown } from './login/commands/cmds-unknown.js';
import { guestCannotWrite } from './login/guests/guest-cannot-write.js';
import { guestNeedsLocal } from './login/guests/guest-needs-local.js';
import { guestNotJailed } from './login/guests/guest-not-jailed.js';
import { guestUploadUnreadable } from './login/guests/guest-upload-unreadable.js';
import { guestUsernameDefault } from './login/guests/guest-username-default.js';
import { listLineUnmatched } from './login/lists/list-line-unmatched.js';
import { maxLoginFailsZero } from './login/users/max-login-fails-zero.js';
import { noAnonPasswordList } from './login/anonymous/no-anon-password-list.js';
import { noEffectPerUser } from './login/users/no-effect-per-user.js';
import { pamRefuses } from './login/lists/pam-refuses.js';
import { pamServiceDefault } from './login/users/pam-service-default.js';
import { patternList } from './login/users/pattern-list.js';
import { perUserChroot } from './login/chroot/per-user-chroot.js';
import { perUserTls } from './login/tls/per-user-tls.js';
import { runAsLaunchingUser } from './login/users/run-as-launching-user.js';
import { runsAsRoot } from './login/guests/runs-as-root.js';
import { tildePath } from './login/users/tilde-path.js';
import { tlsAnonymousRefused } from './login/tls/tls-anonymous-refused.js';
import { tlsClientCertUnchecked } from './login/tls/tls-client-cert-unchecked.js';
import { tlsNotEnabled } from './login/tls/tls-not-enabled.js';
import { tlsRequireCertUnenforced } from './login/tls/tls-require-cert-unenforced.js';
import { userTokenLiteral } from './login/users/user-token-literal.js';
import { userTokenUnused } from './login/users/user-token-unused.js';
import { userlistAllowList } from './login/users/userlist-allow-list.js';
import { userlistRefusesAll } from './login/users/userlist-refuses-all.js';
import { acceptTimeoutOff } from './passive/mode/accept-timeout-off.js';
import { listenPortInPassiveRange } from './passive/range/listen-port-in-passive-range.js';
import { noDataConnections } from './passive/mode/no-data-connections.js';
import { passiveMaxIgnored } from './passive/range/passive-max-ignored.js';
import { passivePortUnusable } from './passive/range/passive-port-unusable.js';
import { passiveRangeEphemeral } from './passive/range/passive-range-ephemeral.js';
import { passiveRangeHotPort } from './passive/range/passive-range-hot-port.js';
import { passiveRangeNarrow } from './passive/range/passive-range-narrow.js';
import { passiveRangeSwapped } from './passive/range/passive-range-swapped.js';
import { passiveRangeUnset } from './passive/range/passive-range-unset.js';
import { pasvAddrResolveGarbage } from './passive/address/pasv-addr-resolve-garbage.js';
import { pasvAddressInvalid } from './passive/address/pasv-address-invalid.js';
import { pasvAddressIpv6Listener } from './passive/address/pasv-address-ipv6-listener.js';
import { pasvAddressSurprise } from './passive/address/pasv-address-surprise.js';
import { pasvAddressUnreachable } from './passive/address/pasv-address-unreachable.js';
import { pasvOff } from './passive/mode/pasv-off.js';
import { pasvPromiscuous } from './passive/mode/pasv-promiscuous.js';
import { perUserResolve } from './passive/address/per-user-resolve.js';
import { port20Promiscuous } from './passive/mode/port-20-promiscuous.js';
import { portPromiscuous } from './passive/mode/port-promiscuous.js';
import { crlfReload } from './reload/file/crlf-reload.js';
import { pasvResolveReload } from './reload/address/pasv-resolve-reload.js';
import { anonymousByDefault } from './advice/anonymous/anonymous-by-default.js';
import { anonymousWrite } from './advice/anonymous/anonymous-write.js';
import { asciiTransfers } from './advice/transfers/ascii-transfers.js';
import { asyncAbor } from './advice/transfers/async-abor.js';
import { buildRevealed } from './advice/settings/build-revealed.js';
import { clearTextLogins } from './advice/tls/clear-text-logins.js';
import { logFileUnused } from './advice/logging/log-file-unused.js';
import { logFilesSame } from './advice/logging/log-files-same.js';
import { logOff } from './advice/logging/log-off.js';
import { logProtocolUnused } from './advice/logging/log-protocol-unused.js';
import { loginDelayOff } from './advice/timeouts/login-delay-off.js';
import { lsRecurse } from './advice/transfers/ls-recurse.js';
import { noAnonPassword } from './advice/anonymous/no-anon-password.js';
import { noEffect } from './advice/settings/no-effect.js';
import { rateTiny } from './advice/transfers/rate-tiny.js';
import { textUserdbNames } from './advice/settings/text-userdb-names.js';
import { timeoutOff } from './advice/timeouts/timeout-off.js';
import { timeoutShort } from './advice/timeouts/timeout-short.js';
import { tlsCiphersTls13 } from './advice/tls/tls-ciphers-tls13.js';
import { tlsOldProtocol } from './advice/tls/tls-old-protocol.js';
import { tlsOptional } from './advice/tls/tls-optional.js';
import { tlsReuseOff } from './advice/tls/tls-reuse-off.js';
import { tlsSnakeoil } from './advice/tls/tls-snakeoil.js';
import { umaskDefault } from './advice/transfers/umask-default.js';
import { umaskOwner } from './advice/transfers/umask-owner.js';
import { umaskZero } from './advice/transfers/umask-zero.js';
import { uploadsExecutable } from './advice/transfers/uploads-executable.js';
import type { Rule } from './rule.js';

/** Every rule, by stage and then by name. */
// prettier-ignore
export const RULES: readonly Rule[] = [
  badBoolean, blankAroundEquals, blankInText, blankText, byteOrderMark, carriageReturn, commentBehindNumber,
  commentInText, duplicateSetting, fileTooLong, foreignComment, indentedComment, inlineComment, missingEquals,
  missingValue, modeNotOctal, nameCase, notANumber, nulByte, numberOutOfRange, numberWithUnit, octalDigit,
  octalNumber, oddCharacter, quotedBoolean, quotedText, settingOfOtherBuild, trailingBlank, twoSettings,
  unknownSetting, backgroundHidesErrors, badListenAddress, bothListeners, listenAddressIgnored,
  listenAddressSurprise, listenPortOutOfRange, noListener, standaloneOnly, tlsCertificateDefault,
  tlsCertificateKind, tlsCiphersRefused, tlsKeyUnused, bannerTwice, connectionLimitLow, emptyNeededValue,
  httpNeedsOneProcess, listFileNotShipped, listenerUnderInetd, logFileDirectory, logToStream,
  maxPerIpUnreachable, noLogins, noProtocol, noprivRoot, oneProcessLocal, ptraceSandbox, relativePath,
  sampleUser, seccompSandbox, secureChrootDirWritable, tcpWrappersMissing, tlsCertificateEmpty, tlsFeatHidden,
  tlsImplicitIgnored, tlsImplicitPort, tlsNoVersions, tlsSni, tlsVersionGap, allowWriteableChrootUnused,
  anonymousRootSystem, anonymousRootWritable, checkShellPam, chrootListInverted, chrootWritableTop, cmdsBlank,
  cmdsBoth, cmdsCase, cmdsEmptyItem, cmdsQuit, cmdsTls, cmdsTransfer, cmdsUnknown, guestCannotWrite,
  guestNeedsLocal, guestNotJailed, guestUploadUnreadable, guestUsernameDefault, listLineUnmatched,
  maxLoginFailsZero, noAnonPasswordList, noEffectPerUser, pamRefuses, pamServiceDefault, patternList,
  perUserChroot, perUserTls, runAsLaunchingUser, runsAsRoot, tildePath, tlsAnonymousRefused,
  tlsClientCertUnchecked, tlsNotEnabled, tlsRequireCertUnenforced, userTokenLiteral, userTokenUnused,
  userlistAllowList, userlistRefusesAll, acceptTimeoutOff, listenPortInPassiveRange, noDataConnections,
  passiveMaxIgnored, passivePortUnusable, passiveRangeEphemeral, passiveRangeHotPort, passiveRangeNarrow,
  passiveRangeSwapped, passiveRangeUnset, pasvAddrResolveGarbage, pasvAddressInvalid, pasvAddressIpv6Listener,
  pasvAddressSurprise, pasvAddressUnreachable, pasvOff, pasvPromiscuous, perUserResolve, port20Promiscuous,
  portPromiscuous, crlfReload, pasvResolveReload, anonymousByDefault, anonymousWrite, asciiTransfers,
  asyncAbor, buildRevealed, clearTextLogins, logFileUnused, logFilesSame, logOff, logProtocolUnused,
  loginDelayOff, lsRecurse, noAnonPassword, noEffect, rateTiny, textUserdbNames, timeoutOff, timeoutShort,
  tlsCiphersTls13, tlsOldProtocol, tlsOptional, tlsReuseOff, tlsSnakeoil, umaskDefault, umaskOwner, umaskZero,
  uploadsExecutable,
];
