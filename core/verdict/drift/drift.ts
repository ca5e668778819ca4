import { settingNamed, type ConfigModel } from '../../config/index.js';
import type { EvidenceView } from '../view/view.js';

/** Something that the file says otherwise than the wire: both values in words. */
export interface Drift {
  /** The setting it is about first. */
  readonly settings: readonly string[];
  /** `idle_session_timeout is 300, STAT says 600 s`. */
  readonly words: string;
}

export type DriftCheck = (view: EvidenceView, config: ConfigModel) => readonly Drift[];

/** Settings that hardly any whole file leaves out; what has none of them is a part of one. */
const USUAL = ['listen', 'listen_ipv6', 'local_enable', 'anonymous_enable'];

/**
 * The file does not settle it, so that a difference proves nothing: it is a fragment that does not name the setting, or
 * another file may set it for the user who logged in (user_config_dir).
 */
export function isOpen(config: ConfigModel, setting: string): boolean {
  const isPersonal = config.text('user_config_dir') !== null && settingNamed(setting)?.perUser !== false;
  return isPersonal || (!config.isSet(setting) && !USUAL.some((name) => config.isSet(name)));
}
