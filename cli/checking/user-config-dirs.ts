import path from 'node:path';
import {
  build,
  ConfigModel,
  decodeUtf8,
  fileKindOf,
  isConfigName,
  readConfig,
  sourceFromBytes,
} from '../../core/config/index.js';
import { CONFIG_INPUT, fileOf } from '../input.js';

/** A file that is to be checked. */
export interface NamedFile {
  /** As it was given. */
  readonly file: string;
  /** With forward slashes; empty for standard input. */
  readonly absolute: string;
  readonly data: Uint8Array;
}

/** The folders of per-user files that main files name: those to be checked, and those above a file with another name. */
export async function userConfigDirs(files: readonly NamedFile[]): Promise<string[]> {
  const mains = new Map<string, Uint8Array>();
  for (const { absolute, data } of files) {
    if (absolute === '') continue;
    if (isConfigName(absolute)) mains.set(absolute, data);
    else if (fileKindOf(absolute) === 'main') await addMainsAbove(absolute, mains);
  }
  return [...mains.values()].flatMap(dirOf);
}

/** A per-user file lies one or two folders below the main one. */
async function addMainsAbove(absolute: string, mains: Map<string, Uint8Array>): Promise<void> {
  for (const up of ['..', '../..']) {
    const main = path.posix.resolve(path.posix.dirname(absolute), up, 'vsftpd.conf');
    if (mains.has(main)) continue;
    const data = await fileOf(main, CONFIG_INPUT).catch(() => undefined);
    if (data) mains.set(main, data);
  }
}

/** The builds agree on where a path ends, as far as a folder's name goes. */
function dirOf(data: Uint8Array): string[] {
  const model = new ConfigModel(readConfig(sourceFromBytes(data)), build('debian-12'));
  const dir = model.text('user_config_dir');
  return dir ? [decodeUtf8(dir)] : [];
}
