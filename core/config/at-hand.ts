/** A file that a config leads to, found in the tree that the config lies in. */
export interface FileAtHand {
  /** Where it was found, as seen from the config. */
  readonly path: string;
  readonly text: string;
}

/** Finds a file by the path that the daemon would open; undefined: not at hand, which says nothing about the server. */
export type AtHand = (named: string) => FileAtHand | undefined;

export const NOTHING_AT_HAND: AtHand = () => undefined;

const IN_TREE = /^(.*)\/etc\/(?:vsftpd\/)?[^/]+$/;

/**
 * Where a file that the daemon opens may lie beside a config: at the same place of a tree that holds `etc/vsftpd.conf`,
 * else next to the config, under its name or with its folder. Best first.
 */
export function placesOf(config: string, named: string): readonly string[] {
  if (config === '' || !named.startsWith('/') || /\/\.\.?(?:\/|$)/.test(named)) return [];
  const tree = IN_TREE.exec(config)?.[1];
  if (tree !== undefined) return [`${tree}${named}`];
  const [file = '', folder = ''] = named.split('/').reverse();
  const own = config.slice(0, config.lastIndexOf('/'));
  const above = own.slice(0, Math.max(0, own.lastIndexOf('/')));
  const inFolder = [own, above].map((place) => `${place}/${folder}/${file}`);
  // In pam.d and xinetd.d a file is called as the service, which elsewhere is the name of a folder or a program.
  return file === '' || /\.d$/.test(folder) ? inFolder : [`${own}/${file}`, ...inFolder];
}

/** Looks the places up by a reader of whole paths. */
export function atHandBeside(config: string, textOf: (path: string) => string | undefined): AtHand {
  const own = config.slice(0, config.lastIndexOf('/') + 1);
  return (named) => {
    for (const path of placesOf(config, named)) {
      const text = textOf(path);
      if (text === undefined) continue;
      const shown = path.startsWith(own) ? path.slice(own.length) : path.split('/').slice(-2).join('/');
      return { path: shown, text };
    }
    return undefined;
  };
}

/** Files by the path that the daemon would open. */
export function atHandAmong(files: Readonly<Record<string, string>> = {}): AtHand {
  const known = new Map(Object.entries(files));
  return (named) => {
    const text = known.get(named);
    return text === undefined ? undefined : { path: named.slice(named.lastIndexOf('/') + 1), text };
  };
}
