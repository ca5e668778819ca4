import type { FormatReader } from '../format.js';
import { LONGEST_YAML } from '../containers/yaml-tree.js';
import { isCompose, readCompose } from './compose.js';

export const COMPOSE_READER: FormatReader = {
  kind: 'compose',
  rank: 5,
  longest: LONGEST_YAML,
  recognises: isCompose,
  read: (text, _packet, path, beside) => readCompose(text, path, beside),
};
