import type { Check } from '../check.js';
import { ACTIVE, TRANSLATION } from './active.js';
import { CERTIFICATE } from './certificate.js';
import { CONFIG_DRIFT } from './config-drift.js';
import { CONFIG_FIREWALL } from './config-firewall.js';
import { CONFIG_LATENT } from './config-latent.js';
import { CONFIG_RANGE } from './config-range.js';
import { DATA_CONNECT, DATA_PEER } from './data-connect.js';
import { DATA_SERVER, DATA_TRANSFER } from './data-transfer.js';
import { DATA_WINDOW } from './data-window.js';
import { GREETING, SILENCE } from './greeting.js';
import { LOGIN } from './login.js';
import { PASSIVE_ADDRESS } from './passive-address.js';
import { PASSIVE_PORT } from './passive-port.js';
import { POSTURE } from './posture.js';
import { PASSIVE_MODES, PASSIVE_REFUSED } from './passive-refused.js';
import { REACH } from './reach.js';
import { SESSION_END } from './session-end.js';
import { TLS_CONTROL, TLS_PLAIN_TEXT } from './tls-control.js';
import { TLS_DATA } from './tls-data.js';
import { TLS_DETAILS } from './tls-details.js';

/**
 * All checks, causes before what they cause: a failure that an earlier check has explained is not reported again by a
 * later one. A new check goes into a file here and into this list, in front of the symptoms it explains.
 */
export const CHECKS: readonly Check[] = [
  // A rule at hand that closes a port explains all that fails at that port.
  ...CONFIG_FIREWALL,
  ...REACH,
  ...GREETING,
  ...TLS_CONTROL,
  SILENCE,
  ...CERTIFICATE,
  ...LOGIN,
  ...TRANSLATION,
  ...PASSIVE_REFUSED,
  ...DATA_SERVER,
  ...PASSIVE_ADDRESS,
  ...PASSIVE_PORT,
  ...DATA_PEER,
  ...TLS_DATA,
  ...DATA_WINDOW,
  ...PASSIVE_MODES,
  ...DATA_CONNECT,
  ...DATA_TRANSFER,
  ...ACTIVE,
  ...SESSION_END,
  ...TLS_DETAILS,
  ...POSTURE,
  TLS_PLAIN_TEXT,
  ...CONFIG_RANGE,
  ...CONFIG_DRIFT,
  ...CONFIG_LATENT,
];

const BY_ID = new Map(CHECKS.map((check) => [check.id, check]));

/** The check that reports findings of that id; undefined for an unknown one. */
export function checkOf(id: string): Check | undefined {
  return BY_ID.get(id);
}

/** Settings of vsftpd.conf that a finding of that id is about, most telling first; empty for none. */
export function settingsOf(id: string): readonly string[] {
  return BY_ID.get(id)?.settings ?? [];
}
