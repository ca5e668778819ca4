import { t } from '../../l10n.js';
import { nothing } from 'lit-html';
import type { ShownRun } from '../state.js';
import { button, type Content } from './parts.js';

/** Nothing is dialled but what the server's name resolves to, unless the user wants it: one button for each address. */
export function dialButtons({ isSaved, undialled = [] }: ShownRun): Content {
  if (isSaved || undialled.length === 0) return nothing;
  return undialled.map((address) => button(t('Dial {0} too', address), { type: 'dial', address }));
}
