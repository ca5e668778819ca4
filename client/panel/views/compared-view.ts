import { html, nothing } from 'lit-html';
import type { ShownRun } from '../state.js';
import { icon } from './icons.js';
import type { Part } from './parts.js';
import { counted, t } from '../../l10n.js';

/** More files than these are counted. */
const MOST_NAMES = 4;

/** What the replies were compared with. */
export function comparedNote({ config, files }: ShownRun): Part {
  const names = [...(config === null ? [] : [config]), ...(files ?? []).map(({ name }) => name)];
  const unread = (files ?? []).filter((file) => file.unread > 0);
  const places = unread.reduce((sum, file) => sum + file.unread, 0);
  const [first] = unread;
  const where = unread.length === 1 && first ? first.name : t('them');
  const words = [
    ...(names.length === 0 ? [] : [t('Compared with {0}.', enumeration(names))]),
    ...(places === 0
      ? []
      : [t('{0} in {1} could not be read.', counted(places, '{0} place', '{0} places'), where)]),
    ...(files === null ? [t('The firewall files beside it could not be read in time.')] : []),
  ];
  if (words.length === 0) return nothing;
  return html`<p class="vantage" role="note">${icon('files')}<span>${words.join(' ')}</span></p>`;
}

function enumeration(names: readonly string[]): string {
  const shown = names.length > MOST_NAMES ? names.slice(0, MOST_NAMES - 1) : names;
  const rest = names.length - shown.length;
  const all = rest > 0 ? [...shown, t('{0} more', rest)] : shown;
  const last = all.at(-1) ?? '';
  return all.length < 2 ? last : t('{0} and {1}', all.slice(0, -1).join(', '), last);
}
