import type { BuildChoice } from '../../core/config/index.js';
import type { PlacedConfig } from './surroundings.js';

/** The passive range of a vsftpd.conf, and how that file is called. */
export interface NamedRange {
  readonly file: string;
  readonly low: number;
  readonly high: number;
  /** What it advertises, where it names an address. */
  readonly address: string | null;
}

/** The passive ranges of configs that set one: only those say that ports should be open. */
export function passiveRanges(configs: readonly PlacedConfig[], choice: BuildChoice): NamedRange[] {
  return configs.flatMap(({ path, config }) => {
    const model = config.modelFor(choice);
    const range = model?.passiveRange();
    if (!range || !(model?.isSet('pasv_min_port') || model?.isSet('pasv_max_port'))) return [];
    const alike = configs.filter((other) => lastOf(other.path, 1) === lastOf(path, 1)).length > 1;
    return [
      {
        file: lastOf(path, alike ? 2 : 1),
        low: range.low,
        high: range.high,
        address: model.text('pasv_address') ?? null,
      },
    ];
  });
}

/** The last parts of a path: of several vsftpd.conf the folder tells which. */
function lastOf(path: string, parts: number): string {
  return path.split('/').slice(-parts).join('/');
}
