/** Why a setting has no effect, from the table of settings (`needs`): which switches are in its way. */
import { settingNamed, type ConfigModel, type Setting } from '../../config/index.js';

/**
 * The terms that do not hold, of the alternatives that lack the fewest; undefined where the setting has an effect or
 * that is not known. Many settings wait for the same terms: `known` takes what was found for this model.
 */
export function missingNeeds(
  model: ConfigModel,
  setting: Setting,
  known = new Map<string, boolean>(),
): readonly string[] | undefined {
  if (!setting.needs) return undefined;
  const isOff = (term: string): boolean => {
    let off = known.get(term);
    if (off === undefined) {
      off = model.holds(term) === false && !variesByUser(model, term);
      known.set(term, off);
    }
    return off;
  };
  let fewest: string[][] = [];
  for (const alternative of setting.needs) {
    const missing = alternative.filter(isOff);
    // One false term decides; a term that is not known may turn out to hold.
    if (missing.length === 0) return undefined;
    const [first] = fewest;
    if (!first || missing.length < first.length) fewest = [missing];
    else if (missing.length === first.length) fewest.push(missing);
  }
  return [...new Set(fewest.flat())];
}

/** Whether a file below user_config_dir may turn the term round for some users. */
function variesByUser(model: ConfigModel, term: string): boolean {
  const perUser = settingNamed(term.replace(/^!/, ''))?.perUser !== false;
  return perUser && model.kind === 'main' && model.text('user_config_dir') !== null;
}

/** "anonymous_enable is NO and guest_enable is NO". */
export function describeMissing(model: ConfigModel, terms: readonly string[]): string {
  return terms.map((term) => describe(model, term)).join(' and ');
}

function describe(model: ConfigModel, term: string): string {
  const name = term.replace(/^!/, '');
  const type = settingNamed(name)?.type;
  const byDefault = model.isSet(name) ? '' : ' by default';
  if (type === 'string') return `${name} is ${term.startsWith('!') ? 'set' : 'not set'}`;
  if (type !== 'bool') return `${name} is ${term.startsWith('!') ? 'not ' : ''}0${byDefault}`;
  return `${name} is ${term.startsWith('!') ? 'YES' : 'NO'}${byDefault}`;
}
