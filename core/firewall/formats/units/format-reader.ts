import type { FormatReader } from '../format.js';
import { isUnit, readUnit } from './units.js';

export const UNITS_READER: FormatReader = {
  kind: 'unit',
  rank: 10,
  recognises: isUnit,
  read: readUnit,
};
