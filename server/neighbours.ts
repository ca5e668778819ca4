import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  buildsOf,
  ConfigModel,
  readConfig,
  sourceFromText,
  type BuildChoice,
  type ConfigDocument,
} from '../core/config/index.js';
import {
  compareService,
  filesAbout,
  holding,
  partsOf,
  type ComparedFile,
  type FilePart,
  type PortMismatch,
  type ServicePorts,
} from '../core/firewall/index.js';
import {
  arrange,
  isSameArrangement,
  readArranged,
  type ArrangedFile,
  type Arrangement,
} from '../core/firewall/formats/together.js';
import { withSoundFixes } from '../core/firewall/compare/sound-fixes.js';
import { serviceOf } from '../core/verdict/service-ports.js';
import type { OpenFiles } from './config-files.js';
import { isMirror, kindOf, pathOf, roleOf } from './file-kind.js';

/** A vsftpd.conf of the workspace, open or not. */
export interface NearConfig {
  readonly uri: string;
  readonly path: string;
  readonly document: ConfigDocument;
}

/** A document of the workspace, open or not: a firewall, NAT or container file, or a part of one. */
export interface NearPart extends FilePart {
  readonly uri: string;
  /** For positions. */
  readonly content: TextDocument;
}

/** A firewall, NAT or container file with what its tool reads as one with it. */
export interface NearFirewall extends ComparedFile {
  /** Of its first part. */
  readonly uri: string;
  readonly parts: readonly NearPart[];
}

/** A disagreement between one config and one firewall file. */
export interface PlacedMismatch {
  /** In the places of `part`. */
  readonly mismatch: PortMismatch;
  readonly config: NearConfig;
  readonly firewall: NearFirewall;
  readonly part: NearPart;
}

/** Longer files are left alone. UTF-16 units. */
const LONGEST_FILE = 1_000_000;
/** Documents of one workspace that are compared; beyond it the pairs say little. */
const MOST_FILES = 60;

/** The configs and firewall files that lie next to each other, read once per version and compared once per state. */
export class Neighbours {
  private readonly readings = new Map<
    string,
    { readonly arrangement: Arrangement; readonly file: ArrangedFile | null }
  >();
  private closed = new Map<string, string>();
  private folders: readonly string[] = [];
  private state = 0;
  private compared: { readonly state: string; readonly found: readonly PlacedMismatch[] } | undefined;

  constructor(
    private readonly files: OpenFiles,
    private readonly documents: { all(): TextDocument[] },
  ) {}

  /** Files of the workspace that are not open, as they are on disk. */
  keepClosed(files: readonly { readonly uri: string; readonly text: string }[]): void {
    this.closed = new Map(files.map(({ uri, text }) => [uri, text]));
    for (const uri of this.parsedConfigs.keys()) if (!this.closed.has(uri)) this.parsedConfigs.delete(uri);
    this.changed();
  }

  /** One of them as it stands in the client's editor; false where that is nothing new. */
  keepOneClosed({ uri, text }: { readonly uri: string; readonly text: string }): boolean {
    if (!this.closed.has(uri) || this.closed.get(uri) === text) return false;
    this.closed.set(uri, text);
    this.changed();
    return true;
  }

  /** URIs of the workspace's folders: files of different ones have nothing to do with each other. */
  keepFolders(uris: readonly string[]): void {
    this.folders = uris.map((uri) => pathOf(uri).replace(/\/*$/, '/'));
    this.changed();
  }

  /** A document was opened, changed or closed. */
  changed(): void {
    this.state++;
  }

  /** Everything that does not agree, of all pairs of files that belong together. */
  mismatches(choice: BuildChoice): readonly PlacedMismatch[] {
    const state = `${this.state} ${choice}`;
    if (this.compared?.state !== state) this.compared = { state, found: this.compare(choice) };
    return this.compared.found;
  }

  /** The services that a firewall file stands in front of, with the config's URI. */
  servicesBehind(uri: string, choice: BuildChoice): readonly { config: NearConfig; service: ServicePorts }[] {
    const configs = this.configs();
    const path = pathOf(uri);
    return this.nearest(path, configs).flatMap((config) => {
      const service = serviceIn(config, choice);
      return service ? [{ config, service }] : [];
    });
  }

  /**
   * The firewall files in front of a config's service. A config that is not known here counts with the text given. A
   * file that does not suit it and suits another one as near is that one's.
   */
  firewallsBefore(
    { uri, text }: { readonly uri: string; readonly text: string },
    choice: BuildChoice,
  ): readonly NearFirewall[] {
    const known = this.configs();
    const asked = known.find((config) => config.uri === uri);
    const own = asked ?? { uri, path: pathOf(uri), document: this.parsed(uri, text) };
    const all = asked ? known : [...known, own];
    const firewalls = this.firewalls();
    const near = new Map(firewalls.map((file) => [file, this.nearest(file.path, all)]));
    const views = all.map((config) => {
      const faced = firewalls.filter((file) => near.get(file)?.includes(config));
      return { config, ...viewOf(config, faced, choice) };
    });
    return firewalls.filter((file) => {
      const view = views.find(({ config }) => config === own);
      const suitsAnother = views.some(({ config, suits }) => config !== own && suits.has(file));
      return view?.suits.has(file) === true || (view?.differs.has(file) === true && !suitsAnother);
    });
  }

  /** The firewall file that a document is, or is a part of. */
  firewall(uri: string): { readonly file: NearFirewall; readonly part: NearPart } | undefined {
    for (const file of this.firewalls()) {
      const part = file.parts.find((one) => one.uri === uri);
      if (part) return { file, part };
    }
    return undefined;
  }

  private compare(choice: BuildChoice): readonly PlacedMismatch[] {
    const firewalls = this.firewalls();
    if (firewalls.length === 0) return [];
    const configs = this.configs();
    const near = new Map(firewalls.map((file) => [file, this.nearest(file.path, configs)]));
    const found = configs.flatMap((config) => {
      const service = serviceIn(config, choice);
      if (!service) return [];
      const faced = firewalls.filter((file) => near.get(file)?.includes(config));
      const mismatches = withSoundFixes(service, faced, compareService(service, faced));
      return mismatches.flatMap((mismatch): PlacedMismatch[] => {
        const firewall = holding(faced, mismatch.path);
        const part = firewall?.parts.find(({ path }) => path === mismatch.path);
        return firewall && part ? [{ mismatch, config, firewall, part }] : [];
      });
    });
    // Of several configs in one place a rule may be for any: it is at fault only where it suits none of them.
    return found.filter(({ mismatch, firewall }) =>
      (near.get(firewall) ?? []).every((config) =>
        found.some(
          (other) =>
            other.config === config && other.firewall === firewall && other.mismatch.id === mismatch.id,
        ),
      ),
    );
  }

  private configs(): readonly NearConfig[] {
    const open = this.files
      .all()
      .filter(({ role, kind, uri }) => role === 'config' && kind === 'main' && !isMirror(uri))
      .map(({ uri, document }) => ({ uri, path: pathOf(uri), document }));
    const isOpen = new Set(this.documents.all().map(({ uri }) => uri));
    const closed = [...this.closed].flatMap(([uri, text]) =>
      !isOpen.has(uri) && roleOf(uri, '') === 'config' && kindOf(uri, []) === 'main'
        ? [{ uri, path: pathOf(uri), document: this.parsed(uri, text) }]
        : [],
    );
    return [...open, ...closed].slice(0, MOST_FILES);
  }

  private readonly parsedConfigs = new Map<
    string,
    { readonly text: string; readonly document: ConfigDocument }
  >();

  private parsed(uri: string, text: string): ConfigDocument {
    const known = this.parsedConfigs.get(uri);
    if (known?.text === text) return known.document;
    const document = readConfig(sourceFromText(text));
    this.parsedConfigs.set(uri, { text, document });
    return document;
  }

  private firewalls(): readonly NearFirewall[] {
    const open = this.documents.all();
    const isOpen = new Set(open.map(({ uri }) => uri));
    const closed = [...this.closed].flatMap(([uri, text]) =>
      isOpen.has(uri) ? [] : [TextDocument.create(uri, '', 0, text)],
    );
    const contents = new Map<string, TextDocument>();
    for (const content of [...open, ...closed]) {
      const path = pathOf(content.uri);
      const isOurs =
        path !== '' && !isMirror(content.uri) && roleOf(content.uri, content.languageId) !== 'config';
      if (isOurs && !contents.has(path) && contents.size < 2 * MOST_FILES) contents.set(path, content);
    }
    const files = [...contents].map(([path, content]) => {
      const text = content.getText();
      return { path, text: text.length > LONGEST_FILE ? null : text };
    });
    const arrangements = arrange(files).slice(0, MOST_FILES);
    const paths = new Set(arrangements.map(({ path }) => path));
    for (const path of this.readings.keys()) if (!paths.has(path)) this.readings.delete(path);
    return arrangements.flatMap((arrangement) => {
      const file = this.read(arrangement);
      return file ? nearFirewall(file, contents) : [];
    });
  }

  private read(arrangement: Arrangement): ArrangedFile | null {
    const known = this.readings.get(arrangement.path);
    if (known && isSameArrangement(known.arrangement, arrangement)) return known.file;
    const file = readArranged(arrangement);
    this.readings.set(arrangement.path, { arrangement, file });
    return file;
  }

  /** The configs that share the longest way from the root with a file, if they belong together at all. */
  private nearest(path: string, configs: readonly NearConfig[]): readonly NearConfig[] {
    const near = configs.filter((config) => this.belong(path, config.path));
    const shared = near.map((config) => sharedFolders(path, config.path));
    const most = Math.max(...shared);
    return near.filter((_, index) => shared[index] === most);
  }

  private belong(a: string, b: string): boolean {
    const homes = [a, b].map((path) => this.folders.filter((folder) => path.startsWith(folder)).join('\n'));
    return homes[0] === homes[1] && (homes[0] !== '' || sharedFolders(a, b) > 0);
  }
}

function nearFirewall(
  file: ArrangedFile,
  contents: ReadonlyMap<string, TextDocument>,
): readonly NearFirewall[] {
  const parts = partsOf(file).flatMap((part): readonly NearPart[] => {
    const content = contents.get(part.path);
    return content ? [{ ...part, uri: content.uri, content }] : [];
  });
  const [first] = parts;
  return first ? [{ ...file, uri: first.uri, parts }] : [];
}

/** Of the files that a config faces those that agree with it and those that do not; the rest is about other services. */
function viewOf(
  config: NearConfig,
  faced: readonly NearFirewall[],
  choice: BuildChoice,
): Readonly<Record<'suits' | 'differs', ReadonlySet<NearFirewall>>> {
  const service = serviceIn(config, choice);
  if (!service) return { suits: new Set(), differs: new Set() };
  const about = new Set(filesAbout(service, faced).map(({ path }) => path));
  const differing = new Set(compareService(service, faced).map(({ path }) => holding(faced, path)?.path));
  const ofConfig = faced.filter(({ path }) => about.has(path));
  return {
    suits: new Set(ofConfig.filter(({ path }) => !differing.has(path))),
    differs: new Set(ofConfig.filter(({ path }) => differing.has(path))),
  };
}

function serviceIn({ document }: NearConfig, choice: BuildChoice): ServicePorts | null {
  const [build] = buildsOf(choice);
  return build ? serviceOf(new ConfigModel(document, build)) : null;
}

/** How many folders two paths have in common, from the root. */
function sharedFolders(a: string, b: string): number {
  const [left, right] = [a.split('/').slice(1, -1), b.split('/').slice(1, -1)];
  let count = 0;
  while (count < left.length && left[count] === right[count]) count++;
  return count;
}
