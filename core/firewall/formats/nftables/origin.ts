import type { PortMention } from '../../reading.js';
import type { NftChain, NftRule, NftTable } from './ruleset.js';

/** What a rule of the evaluation was made from. */
export interface NftOrigin {
  readonly table: NftTable;
  readonly chain: NftChain;
  readonly rule: NftRule;
  readonly mentions: readonly PortMention[];
}
