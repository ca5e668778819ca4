import { type ConfigModel, passiveRange, type PassiveRange } from '../../../config/index.js';
import { isGiven } from '../../view/given.js';
import type { Session } from '../../view/session.js';

interface RangeBounds {
  readonly low: number;
  readonly high: number;
}

/** The range as its author wrote it, where that is not what the daemon uses. */
export function writtenRange(config: ConfigModel): RangeBounds | null {
  const low = config.number('pasv_min_port');
  const high = config.number('pasv_max_port');
  if (
    low === undefined ||
    high === undefined ||
    low === 0 ||
    high === 0 ||
    !config.isSet('pasv_min_port') ||
    !config.isSet('pasv_max_port')
  )
    return null;
  const used = passiveRange(low, high);
  if (!used.minIgnored && !used.maxIgnored) return null;
  return { low: Math.min(low, high), high: Math.max(low, high) };
}

/** The first passive endpoint whose port lies outside, if any. */
export function portOutside(sessions: readonly Session[], range: RangeBounds): Session['lowest'] {
  for (const { lowest, highest } of sessions) {
    if (isGiven(lowest?.port) && lowest.port < range.low) return lowest;
    if (isGiven(highest?.port) && highest.port > range.high) return highest;
  }
  return null;
}

/** What to write so that the daemon uses the range that was meant. */
export function boundsToWrite({ low, high }: RangeBounds): Readonly<Record<string, string>> {
  return { pasv_min_port: `${Math.max(low, 1025)}`, pasv_max_port: `${Math.min(high, 65534)}` };
}

/** `pasv_max_port (3001) is below pasv_min_port (3300), so vsftpd ignores it and uses 3300-65535.` */
export function boundsInWords(config: ConfigModel, used: PassiveRange): string {
  const [low = 0, high = 0] = [config.number('pasv_min_port'), config.number('pasv_max_port')];
  const uses = `uses ${used.low}-${used.high}.`;
  if (used.minIgnored && used.maxIgnored)
    return `vsftpd ignores pasv_min_port (${low}) and pasv_max_port (${high}), and ${uses}`;
  if (used.minIgnored) return `vsftpd ignores pasv_min_port (${low}), which is out of order, and ${uses}`;
  return high < low
    ? `pasv_max_port (${high}) is below pasv_min_port (${low}), so vsftpd ignores it and ${uses}`
    : `vsftpd ignores pasv_max_port (${high}), which is out of order, and ${uses}`;
}
