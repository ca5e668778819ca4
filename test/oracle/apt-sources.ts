/** The machine's apt sources, rewritten for another release of the same archive. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface AptSource {
  readonly format: 'list' | 'sources';
  /** The text of a source that is the same archive with that suite only. */
  withSuite(suite: string): string;
}

export interface SourceFile {
  readonly format: 'list' | 'sources';
  readonly text: string;
}

/** The files that apt reads. */
export function readSources(folder = '/etc/apt'): SourceFile[] {
  const parts = path.join(folder, 'sources.list.d');
  const names = existsSync(parts) ? readdirSync(parts).map((name) => path.join(parts, name)) : [];
  return [path.join(folder, 'sources.list'), ...names]
    .filter((file) => /\.(?:list|sources)$/.test(file) && existsSync(file))
    .map((file) => ({
      format: file.endsWith('.list') ? 'list' : 'sources',
      text: readFileSync(file, 'utf8'),
    }));
}

/** The binary archives that carry exactly the suite; -security and -updates are other suites. */
export function sourcesOf(files: readonly SourceFile[], suite: string): AptSource[] {
  return files.flatMap((file) =>
    file.format === 'list' ? lines(file.text, suite) : stanzas(file.text, suite),
  );
}

function lines(text: string, suite: string): AptSource[] {
  return text.split('\n').flatMap((line): AptSource[] => {
    const match = /^(\s*deb\s+(?:\[[^\]]*\]\s+)?\S+\s+)(\S+)(\s.*)$/.exec(line);
    const [, before, own, after] = match ?? [];
    if (before === undefined || own !== suite || after === undefined) return [];
    return [{ format: 'list', withSuite: (other) => `${before}${other}${after}\n` }];
  });
}

function stanzas(text: string, suite: string): AptSource[] {
  return text.split(/\n\s*\n/).flatMap((stanza): AptSource[] => {
    const suites = /^Suites:(.*)$/im.exec(stanza)?.[1];
    const types = /^Types:(.*)$/im.exec(stanza)?.[1];
    const enabled = !/^Enabled:\s*no\s*$/im.test(stanza);
    const isOurs = suites !== undefined && suites.trim().split(/\s+/).includes(suite);
    if (!isOurs || !enabled || !types?.split(/\s+/).includes('deb')) return [];
    return [
      {
        format: 'sources',
        withSuite: (other) =>
          `${stanza.replace(/^Suites:.*$/im, `Suites: ${other}`).replace(/^Types:.*$/im, 'Types: deb')}\n`,
      },
    ];
  });
}
