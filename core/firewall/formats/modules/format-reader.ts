import type { FormatReader } from '../format.js';
import { isModulesFile, readModulesFile } from './modules.js';

export const MODULES_READER: FormatReader = {
  kind: 'modules',
  rank: 3,
  recognises: isModulesFile,
  read: readModulesFile,
};
