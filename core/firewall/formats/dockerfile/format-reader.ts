import type { FormatReader } from '../format.js';
import { isDockerfile, LONGEST_DOCKERFILE, readDockerfile } from './dockerfile.js';

export const DOCKERFILE_READER: FormatReader = {
  kind: 'dockerfile',
  rank: 4,
  longest: LONGEST_DOCKERFILE,
  recognises: isDockerfile,
  read: readDockerfile,
};
