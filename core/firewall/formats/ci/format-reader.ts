import { LONGEST_YAML } from '../containers/yaml-tree.js';
import type { FormatReader } from '../format.js';
import { isJobFile, readJobs } from './ci.js';

export const CI_READER: FormatReader = {
  kind: 'ci',
  rank: 4.5,
  longest: LONGEST_YAML,
  recognises: isJobFile,
  read: readJobs,
};
