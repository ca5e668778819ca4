import type { FormatReader } from '../format.js';
import { LONGEST_YAML } from '../containers/yaml-tree.js';
import { isKubernetes, readKubernetes } from './kubernetes.js';

export const KUBERNETES_READER: FormatReader = {
  kind: 'kubernetes',
  rank: 6,
  longest: LONGEST_YAML,
  recognises: isKubernetes,
  read: readKubernetes,
};
