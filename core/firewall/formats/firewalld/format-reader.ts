import type { FormatReader } from '../format.js';
import { isFirewalldXml, readFirewalldXml } from './files.js';

export const FIREWALLD_READER: FormatReader = {
  kind: 'firewalld',
  rank: 1,
  recognises: isFirewalldXml,
  read: readFirewalldXml,
  // XML has a use for it.
  keepsMark: true,
};
