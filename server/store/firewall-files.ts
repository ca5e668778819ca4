import type { TextDocument } from 'vscode-languageserver-textdocument';
import { isCopyName } from '../../core/config/index.js';
import { partsOf, type ComparedFile, type FilePart } from '../../core/firewall/index.js';
import {
  arrange,
  isSameArrangement,
  type ArrangedFile,
  type Arrangement,
} from '../../core/firewall/formats/together.js';
import { isMirror, pathOf, roleOf } from '../file-kind.js';
import { MOST_FILES } from './limits.js';
import type { StoreWork } from './work.js';

/** A document of the workspace, open or not: a firewall, NAT or container file, or a part of one. */
export interface FirewallPart extends FilePart {
  readonly uri: string;
  /** For positions. */
  readonly content: TextDocument;
}

/** A firewall, NAT or container file with what its tool reads as one with it. */
export interface FirewallDocument extends ComparedFile {
  /** Of its first part. */
  readonly uri: string;
  readonly parts: readonly FirewallPart[];
  /** The same object for as long as the file reads the same. */
  readonly read: ArrangedFile;
}

/** Longer files are left alone. UTF-16 units. */
const LONGEST_FILE = 1_000_000;

/** The firewall files among the documents; each is read again only after a change of what its tool reads. */
export class FirewallFiles {
  private readings = new Map<
    string,
    { readonly arrangement: Arrangement; readonly file: ArrangedFile | null }
  >();

  constructor(private readonly work: Pick<StoreWork, 'readFirewall'>) {}

  among(documents: readonly TextDocument[]): readonly FirewallDocument[] {
    const contents = new Map<string, TextDocument>();
    for (const content of documents) {
      const path = pathOf(content.uri);
      const isOurs =
        path !== '' &&
        !isCopyName(path) &&
        !isMirror(content.uri) &&
        roleOf(content.uri, content.languageId) !== 'config';
      if (isOurs && !contents.has(path) && contents.size < 2 * MOST_FILES) contents.set(path, content);
    }
    const files = [...contents].map(([path, content]) => {
      const text = content.getText();
      return { path, text: text.length > LONGEST_FILE ? null : text };
    });
    const before = this.readings;
    this.readings = new Map();
    return arrange(files)
      .slice(0, MOST_FILES)
      .flatMap((arrangement) => {
        const known = before.get(arrangement.path);
        const isKnown = known !== undefined && isSameArrangement(known.arrangement, arrangement);
        const reading = isKnown ? known : { arrangement, file: this.work.readFirewall(arrangement) };
        this.readings.set(arrangement.path, reading);
        return reading.file ? firewallDocument(reading.file, contents) : [];
      });
  }
}

function firewallDocument(
  file: ArrangedFile,
  contents: ReadonlyMap<string, TextDocument>,
): readonly FirewallDocument[] {
  const parts = partsOf(file).flatMap((part): readonly FirewallPart[] => {
    const content = contents.get(part.path);
    return content ? [{ ...part, uri: content.uri, content }] : [];
  });
  const [first] = parts;
  return first ? [{ ...file, uri: first.uri, parts, read: file }] : [];
}
