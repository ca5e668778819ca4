/** What kind of server a main file describes, as several rules need it. */
import type { ConfigModel } from '../../config/index.js';

/** Files that set none of these are pieces that some script puts together: nothing is said about what they lack. */
const BACKBONE = ['anonymous_enable', 'local_enable', 'listen', 'listen_ipv6'] as const;

/** Whether a file stands for a whole server, so that a missing setting really is at its default. */
export function isWholeServer(model: ConfigModel): boolean {
  return model.kind === 'main' && BACKBONE.some((name) => model.isSet(name));
}

/** Started by inetd or xinetd, or refused when started by hand: no listener is on. */
export function hasNoListener(model: ConfigModel): boolean {
  return model.bool('listen') === false && model.bool('listen_ipv6') === false;
}

/** Directories that every user of a normal system may write to. */
export function isWorldWritable(directory: string): boolean {
  return /^\/(?:tmp|var\/tmp|dev\/shm|run\/shm)\/*$/.test(directory);
}
