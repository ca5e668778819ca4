import type { FormatReader } from '../format.js';
import { isAnsible, readAnsible } from './ansible.js';

export const ANSIBLE_READER: FormatReader = {
  kind: 'ansible',
  rank: 11,
  recognises: isAnsible,
  read: readAnsible,
};
