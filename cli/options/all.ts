import { CHECK } from './check.js';
import { COMPLETION } from './completion.js';
import { DECODE } from './decode.js';
import { FIREWALL } from './firewall.js';
import { PROBE } from './probe.js';
import type { CommandWords } from './words.js';

/** Every command, in the order of the help. */
export const COMMAND_WORDS: readonly CommandWords[] = [CHECK, DECODE, PROBE, FIREWALL, COMPLETION];
