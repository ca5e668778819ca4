import type { FormatReader } from '../format.js';
import { isUfwProfile, isUfwRules, readUfwProfiles, readUfwRules } from './files.js';

export const UFW_READER: FormatReader = {
  kind: 'ufw',
  rank: 2,
  recognises: (path, text) => isUfwRules(text) || isUfwProfile(path, text),
  read: (text, packet) => (isUfwRules(text) ? readUfwRules(text, packet) : readUfwProfiles(text)),
};
