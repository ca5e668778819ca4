import type { FormatReader } from '../format.js';
import { isDockerfile, readDockerfile } from './dockerfile.js';

export const DOCKERFILE_READER: FormatReader = {
  kind: 'dockerfile',
  rank: 4,
  recognises: isDockerfile,
  read: readDockerfile,
};
