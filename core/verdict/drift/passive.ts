import type { ConfigModel } from '../../config/index.js';
import type { Attempt } from '../view/attempt.js';
import { configuredAddress } from '../config/config-address.js';
import { portOutside } from '../checks/support/written-range.js';
import { isGiven } from '../view/given.js';
import { passiveAttempts } from '../view/view.js';
import { isInner, isIpv6, isOuter, same } from '../view/addresses.js';
import { quotedReply, said } from '../words/replies.js';
import { isOpen, type Drift, type DriftCheck } from './drift.js';

const address: DriftCheck = (view, config) => {
  if (isOpen(config, 'pasv_address')) return [];
  const wanted = configuredAddress(config);
  const isUnset = config.text('pasv_address') === null;
  const other = passiveAttempts(view).find(({ session, it }) => {
    const host = it.endpoint?.host;
    if (it.mode !== 'PASV' || !isGiven(host) || isIpv6(session.peer) || host === '0.0.0.0') return false;
    if (wanted !== null) return !same(host, wanted);
    // Without pasv_address the server names the very address that the client has reached.
    return isUnset && isInner(session.peer) && isOuter(host);
  })?.it.endpoint;
  if (!other) return [];
  return [
    {
      settings: ['pasv_address'],
      words: `pasv_address is ${wanted ?? 'not set'}, the server says \`${said(other)}\``,
    },
  ];
};

const range: DriftCheck = (view, config) => {
  if (isOpen(config, 'pasv_min_port')) return [];
  const used = config.passiveRange();
  const port = used ? portOutside(view.sessions, used) : null;
  return used && port
    ? [
        {
          settings: ['pasv_min_port', 'pasv_max_port'],
          words: `the passive range is ${used.low}-${used.high}, the server says \`${said(port)}\``,
        },
      ]
    : [];
};

/** Commands of a list as the daemon reads it: exact names up to the first empty item (section CMDS of vsftpd.conf(5)). */
function listed(config: ConfigModel, setting: 'cmds_allowed' | 'cmds_denied'): ReadonlySet<string> | null {
  const text = config.text(setting);
  if (typeof text !== 'string') return null;
  const items = text.split(',');
  const end = items.indexOf('');
  return new Set(end < 0 ? items : items.slice(0, end));
}

const modes: DriftCheck = (view, config) => {
  const isKnown = config.text('cmds_allowed') !== undefined && config.text('cmds_denied') !== undefined;
  const on = config.bool('pasv_enable');
  if (!isKnown || on === undefined || ['pasv_enable', 'cmds_denied'].some((s) => isOpen(config, s)))
    return [];
  const denied = listed(config, 'cmds_denied');
  const allowed = listed(config, 'cmds_allowed');
  return (['PASV', 'EPSV'] as const).flatMap((mode) => {
    const isDenied = denied?.has(mode) === true || (allowed !== null && !allowed.has(mode));
    const tried = passiveAttempts(view)
      .map(({ it }) => it)
      .filter((it) => it.mode === mode && !it.afterEpsvAll);
    return modeDrift(mode, { on, isDenied }, tried) ?? [];
  });
};

function modeDrift(
  mode: 'PASV' | 'EPSV',
  { on, isDenied }: { on: boolean; isDenied: boolean },
  tried: readonly Attempt[],
): Drift | null {
  const taken = tried.find(({ endpoint }) => endpoint !== null)?.endpoint;
  if (taken && (!on || isDenied))
    return {
      settings: on ? ['cmds_denied', 'cmds_allowed'] : ['pasv_enable'],
      words: `${on ? `${mode} is denied` : 'pasv_enable is NO'}, the server says \`${said(taken)}\``,
    };
  const refusal = tried.find(({ refusal: r }) => r?.code === 550 || r?.code === 502)?.refusal;
  if (refusal && !taken && on && !isDenied)
    return {
      settings: ['pasv_enable', 'cmds_denied', 'cmds_allowed'],
      words: `${mode} is allowed, the server answers ${quotedReply(refusal)}`,
    };
  return null;
}

/** The advertised address. */
export const ADDRESS_DRIFT: DriftCheck = address;
/** Ports and modes of passive transfers. */
export const PASSIVE_DRIFTS: readonly DriftCheck[] = [range, modes];
