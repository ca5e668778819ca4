import { settingNamed } from '../config/index.js';

/** Whether any build has a setting of this name. */
export function isSetting(name: string): boolean {
  return settingNamed(name) !== undefined;
}

const RANGE_END =
  /^(?:\w{1,40}_)?(?:PASV|PASSIVE)_?(?:PORTS?_?)?(MIN|MAX|LOW|HIGH|START|END|FROM|TO)(?:_?PORT)?$/;
const SHORT_END = /^(?:FTPD?_|VSFTPD_)?(MIN|MAX)_PORT$/;
const RANGE = /^(?:\w{1,40}_)?(?:PASV|PASSIVE)_?(?:PORTS?|(?:PORTS?_)?RANGE)$/;
const ADDRESS =
  /^(?:\w{1,40}_)?(?:ADDRESS|ADDR|PUBLICHOST|(?:PUBLIC|EXTERNAL|HOST|SERVER|PASV|PASSIVE)_?(?:IP|HOST|HOSTNAME))$/;

/** The bound of the passive range that a variable of an image seems to stand for. */
export function boundNamed(variable: string): 'pasv_min_port' | 'pasv_max_port' | undefined {
  const name = variable.toUpperCase();
  const [, end] = RANGE_END.exec(name) ?? SHORT_END.exec(name) ?? [];
  if (end === undefined) return undefined;
  return /^(?:MIN|LOW|START|FROM)$/.test(end) ? 'pasv_min_port' : 'pasv_max_port';
}

/** Both bounds in one: `PASV_PORTS=21100-21110`. */
export function isRangeNamed(variable: string): boolean {
  return RANGE.test(variable.toUpperCase());
}

export function isAddressNamed(variable: string): boolean {
  return ADDRESS.test(variable);
}
