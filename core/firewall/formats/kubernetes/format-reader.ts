import type { FormatReader } from '../format.js';
import { isKubernetes, readKubernetes } from './kubernetes.js';

export const KUBERNETES_READER: FormatReader = {
  kind: 'kubernetes',
  rank: 6,
  recognises: isKubernetes,
  read: readKubernetes,
};
