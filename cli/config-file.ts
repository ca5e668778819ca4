import {
  BUILD_IDS,
  build,
  ConfigModel,
  isBuildChoice,
  readConfig,
  sourceFromBytes,
  type BuildId,
} from '../core/config/index.js';
import { CONFIG_INPUT, fileOf } from './input.js';
import { UsageError } from './io.js';

/** @throws UsageError for a text that names no single build */
export function buildNamed(text: string): BuildId {
  if (isBuildChoice(text) && text !== 'any') return text;
  throw new UsageError(`There is no build "${text}". Choose one of: ${BUILD_IDS.join(', ')}.`);
}

/**
 * The settings in force of the vsftpd.conf given with --config.
 * @throws UsageError for a file that cannot be read
 */
export async function configModel(file: string, buildId: BuildId): Promise<ConfigModel> {
  return new ConfigModel(readConfig(sourceFromBytes(await fileOf(file, CONFIG_INPUT))), build(buildId));
}
