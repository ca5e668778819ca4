// Written by "npm run generate" from the files of this folder.
import { actAlgClient } from './act/act-alg-client.js';
import { actBounce } from './act/act-bounce.js';
import { actClientFw } from './act/act-client-fw.js';
import { actDisabled } from './act/act-disabled.js';
import { actNat } from './act/act-nat.js';
import { actSrc20 } from './act/act-src20.js';
import { authAccount } from './auth/auth-account.js';
import { authAnon } from './auth/auth-anon.js';
import { authBad } from './auth/auth-bad.js';
import { authChroot } from './auth/auth-chroot.js';
import { authClear } from './auth/auth-clear.js';
import { authDeniedEarly } from './auth/auth-denied-early.js';
import { authHome } from './auth/auth-home.js';
import { authLimited } from './auth/auth-limited.js';
import { authNeedTls } from './auth/auth-need-tls.js';
import { authRefused } from './auth/auth-refused.js';
import { confDrift } from './conf/conf-drift.js';
import { confFirewall } from './conf/conf-firewall.js';
import { confLatent } from './conf/conf-latent.js';
import { ctlAlgMangle } from './ctl/ctl-alg-mangle.js';
import { ctlBreaksDown } from './ctl/ctl-breaks-down.js';
import { ctlBrokenOff } from './ctl/ctl-broken-off.js';
import { ctlBusy } from './ctl/ctl-busy.js';
import { ctlDiesOnData } from './ctl/ctl-dies-on-data.js';
import { ctlGreetingOops } from './ctl/ctl-greeting-oops.js';
import { ctlLeaves } from './ctl/ctl-leaves.js';
import { ctlLimit } from './ctl/ctl-limit.js';
import { ctlMultiline } from './ctl/ctl-multiline.js';
import { ctlNoAnswer } from './ctl/ctl-no-answer.js';
import { ctlNoListing } from './ctl/ctl-no-listing.js';
import { ctlNobanner } from './ctl/ctl-nobanner.js';
import { ctlNotftp } from './ctl/ctl-notftp.js';
import { ctlOneSession } from './ctl/ctl-one-session.js';
import { ctlOopsInTls } from './ctl/ctl-oops-in-tls.js';
import { ctlProxyHeader } from './ctl/ctl-proxy-header.js';
import { ctlSftpClient } from './ctl/ctl-sftp-client.js';
import { ctlSlow } from './ctl/ctl-slow.js';
import { dataBadIp } from './data/data-bad-ip.js';
import { dataBind } from './data/data-bind.js';
import { dataCwdRefused } from './data/data-cwd-refused.js';
import { dataDrop } from './data/data-drop.js';
import { dataEmpty } from './data/data-empty.js';
import { dataFalse226 } from './data/data-false-226.js';
import { dataLbNode } from './data/data-lb-node.js';
import { dataListRefused } from './data/data-list-refused.js';
import { dataLossy } from './data/data-lossy.js';
import { dataMtu } from './data/data-mtu.js';
import { dataNeverArrived } from './data/data-never-arrived.js';
import { dataNo226 } from './data/data-no-226.js';
import { dataProhib } from './data/data-prohib.js';
import { dataReject } from './data/data-reject.js';
import { dataStolen } from './data/data-stolen.js';
import { dataTimeout } from './data/data-timeout.js';
import { dataTlsStall } from './data/data-tls-stall.js';
import { dataUploadRefused } from './data/data-upload-refused.js';
import { dataWindow } from './data/data-window.js';
import { dataWrongHost } from './data/data-wrong-host.js';
import { epsvAll } from './epsv/epsv-all.js';
import { epsvBad } from './epsv/epsv-bad.js';
import { epsvBroken } from './epsv/epsv-broken.js';
import { epsvFamily } from './epsv/epsv-family.js';
import { epsvOnly } from './epsv/epsv-only.js';
import { epsvUnsupported } from './epsv/epsv-unsupported.js';
import { featLies } from './epsv/feat-lies.js';
import { idleNat } from './session/idle-nat.js';
import { idleServer } from './session/idle-server.js';
import { listFormat } from './data/list-format.js';
import { load } from './session/load.js';
import { netClientMultiEgress } from './net/net-client-multi-egress.js';
import { netClientNat } from './net/net-client-nat.js';
import { netCtrlRefused } from './net/net-ctrl-refused.js';
import { netCtrlTimeout } from './net/net-ctrl-timeout.js';
import { netCtrlUnreach } from './net/net-ctrl-unreach.js';
import { netDnsAaaaDead } from './net/net-dns-aaaa-dead.js';
import { netDnsMulti } from './net/net-dns-multi.js';
import { netDnsNone } from './net/net-dns-none.js';
import { netDnsPrivate } from './net/net-dns-private.js';
import { netDnsSinkhole } from './net/net-dns-sinkhole.js';
import { netHairpin } from './net/net-hairpin.js';
import { netNat64 } from './net/net-nat64.js';
import { netNoIpv6 } from './net/net-no-ipv6.js';
import { netProxy } from './net/net-proxy.js';
import { pasvAddrDiff } from './pasv/pasv-addr-diff.js';
import { pasvAddrLanOk } from './pasv/pasv-addr-lan-ok.js';
import { pasvAddrLoopback } from './pasv/pasv-addr-loopback.js';
import { pasvAddrOutside } from './pasv/pasv-addr-outside.js';
import { pasvAddrPrivate } from './pasv/pasv-addr-private.js';
import { pasvAddrPublicOnLan } from './pasv/pasv-addr-public-on-lan.js';
import { pasvAddrReserved } from './pasv/pasv-addr-reserved.js';
import { pasvAddrZero } from './pasv/pasv-addr-zero.js';
import { pasvAlgConflict } from './pasv/pasv-alg-conflict.js';
import { pasvAlg } from './pasv/pasv-alg.js';
import { pasvDisabled } from './pasv/pasv-disabled.js';
import { pasvFewPorts } from './pasv/pasv-few-ports.js';
import { pasvOopsAddr } from './pasv/pasv-oops-addr.js';
import { pasvOverV6 } from './pasv/pasv-over-v6.js';
import { pasvPortBad } from './pasv/pasv-port-bad.js';
import { pasvPortHot } from './pasv/pasv-port-hot.js';
import { pasvRangeExhausted } from './pasv/pasv-range-exhausted.js';
import { pasvRangeOut } from './pasv/pasv-range-out.js';
import { pasvRangeWide } from './pasv/pasv-range-wide.js';
import { pasvRefused } from './pasv/pasv-refused.js';
import { pasvShape } from './pasv/pasv-shape.js';
import { pasvUnparsable } from './pasv/pasv-unparsable.js';
import { rate } from './session/rate.js';
import { secAnonWrite } from './sec/sec-anon-write.js';
import { secPortPredict } from './sec/sec-port-predict.js';
import { secPromisc } from './sec/sec-promisc.js';
import { secVersion } from './sec/sec-version.js';
import { tlsAuthFails } from './tls/tls-auth-fails.js';
import { tlsCertChain } from './tls/tls-cert-chain.js';
import { tlsCertLeak } from './tls/tls-cert-leak.js';
import { tlsCertName } from './tls/tls-cert-name.js';
import { tlsCertSoon } from './tls/tls-cert-soon.js';
import { tlsCertTime } from './tls/tls-cert-time.js';
import { tlsCipher } from './tls/tls-cipher.js';
import { tlsCloseNotify } from './tls/tls-close-notify.js';
import { tlsDataCertDiff } from './tls/tls-data-cert-diff.js';
import { tlsDataClear } from './tls/tls-data-clear.js';
import { tlsDataRequired } from './tls/tls-data-required.js';
import { tlsEndsEarly } from './tls/tls-ends-early.js';
import { tlsHandshake } from './tls/tls-handshake.js';
import { tlsHrr } from './tls/tls-hrr.js';
import { tlsImplicitMix } from './tls/tls-implicit-mix.js';
import { tlsInject } from './tls/tls-inject.js';
import { tlsNone } from './tls/tls-none.js';
import { tlsReuseBroken } from './tls/tls-reuse-broken.js';
import { tlsReuseRequired } from './tls/tls-reuse-required.js';
import { tlsVersion } from './tls/tls-version.js';
import type { Check } from '../check.js';

/** Every check, by name. */
// prettier-ignore
export const TABLE: readonly Check[] = [
  actAlgClient, actBounce, actClientFw, actDisabled, actNat, actSrc20, authAccount, authAnon, authBad,
  authChroot, authClear, authDeniedEarly, authHome, authLimited, authNeedTls, authRefused, confDrift,
  confFirewall, confLatent, ctlAlgMangle, ctlBreaksDown, ctlBrokenOff, ctlBusy, ctlDiesOnData,
  ctlGreetingOops, ctlLeaves, ctlLimit, ctlMultiline, ctlNoAnswer, ctlNoListing, ctlNobanner, ctlNotftp,
  ctlOneSession, ctlOopsInTls, ctlProxyHeader, ctlSftpClient, ctlSlow, dataBadIp, dataBind, dataCwdRefused,
  dataDrop, dataEmpty, dataFalse226, dataLbNode, dataListRefused, dataLossy, dataMtu, dataNeverArrived,
  dataNo226, dataProhib, dataReject, dataStolen, dataTimeout, dataTlsStall, dataUploadRefused, dataWindow,
  dataWrongHost, epsvAll, epsvBad, epsvBroken, epsvFamily, epsvOnly, epsvUnsupported, featLies, idleNat,
  idleServer, listFormat, load, netClientMultiEgress, netClientNat, netCtrlRefused, netCtrlTimeout,
  netCtrlUnreach, netDnsAaaaDead, netDnsMulti, netDnsNone, netDnsPrivate, netDnsSinkhole, netHairpin,
  netNat64, netNoIpv6, netProxy, pasvAddrDiff, pasvAddrLanOk, pasvAddrLoopback, pasvAddrOutside,
  pasvAddrPrivate, pasvAddrPublicOnLan, pasvAddrReserved, pasvAddrZero, pasvAlgConflict, pasvAlg,
  pasvDisabled, pasvFewPorts, pasvOopsAddr, pasvOverV6, pasvPortBad, pasvPortHot, pasvRangeExhausted,
  pasvRangeOut, pasvRangeWide, pasvRefused, pasvShape, pasvUnparsable, rate, secAnonWrite, secPortPredict,
  secPromisc, secVersion, tlsAuthFails, tlsCertChain, tlsCertLeak, tlsCertName, tlsCertSoon, tlsCertTime,
  tlsCipher, tlsCloseNotify, tlsDataCertDiff, tlsDataClear, tlsDataRequired, tlsEndsEarly, tlsHandshake,
  tlsHrr, tlsImplicitMix, tlsInject, tlsNone, tlsReuseBroken, tlsReuseRequired, tlsVersion,
];
