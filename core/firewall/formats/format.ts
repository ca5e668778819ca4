import type { FirewallFileKind, Packet } from '../reading.js';
import type { PortRequest } from '../request.js';
import type { Beside } from './support/beside.js';
import type { Findings } from './support/findings.js';

/**
 * A firewall or container format: what is known of it but its reader and its writer, which are loaded where they are used. Each
 * folder here has one in `format.ts`; the lists of them are generated.
 */
export interface FirewallFormat {
  /** Stable: `reading.kind`, and the word after --for. */
  readonly kind: FirewallFileKind;
  /** As its users call it. */
  readonly label: string;
  /** What is read of it, in a few words; absent where nothing is. */
  readonly reads?: string;
  /** Place in lists for people. */
  readonly rank: number;
  /** Names under which an editor looks for such files. What is in them decides the reader. */
  readonly globs: readonly string[];
  /** Names that say little: files under them are looked into where they speak of FTP. */
  readonly wideGlobs?: readonly string[];
  /** Languages of documents that may be such files under any name. */
  readonly languages: readonly string[];
  readonly traits: FormatTraits;
  /** Absent where its tool reads each file alone. */
  readonly merges?: MergedFiles;
  readonly asksFirst?: FileAbove;
}

/** Files of one folder that its tool reads as one. */
export interface MergedFiles {
  /** Its files, by any name: each may use the variables that stand in the file of that name. */
  readonly files: RegExp;
  readonly variables: string;
  /** The variable that tells which files are read. */
  readonly chosenBy: string;
  /** Names of files that may be merged with each other. */
  readonly members: RegExp;
  /** Where the tool looks for its file, and for what it merges into it; the first counts. */
  readonly bases: readonly string[];
  readonly overrides: readonly string[];
}

/** A file in the folder above that its tool asks before the files of these folders. */
export interface FileAbove {
  readonly name: string;
  readonly folders: RegExp;
  readonly files: RegExp;
}

/** What the comparison with vsftpd.conf has to know of a format. */
export interface FormatTraits {
  /** One file is the firewall of one machine as a whole. */
  readonly isWholeFirewall?: true;
  /** Its services add up: a port gets through when any of them lets it. */
  readonly addsUp?: true;
  /** Its rules are netfilter's, so the FTP helper works for them. */
  readonly isNetfilter?: true;
  /** Ports are `published` in it, not forwarded. */
  readonly publishes?: true;
  /** Several files of it are for one machine, each with a part of what is opened. */
  readonly isPart?: true;
  /** It starts servers to try them out. */
  readonly isExample?: true;
  /** It names ports for readers and opens none. */
  readonly onlyDeclares?: true;
}

/** How the rules for one FTP server are written in it. */
export interface FormatWriter {
  readonly kind: FirewallFileKind;
  /** Place in lists for people. */
  readonly rank: number;
  /** What is written, in a few words. */
  readonly description: string;
  /** An editor's language for the text. */
  readonly language: string;
  /** The rules can be meant for the gateway in front of the server. */
  readonly hasGateway: boolean;
  /** A file or script that the tool takes as it is; explanations are its comments. */
  readonly rules: (request: PortRequest) => string;
  readonly definition?: FormatDefinition;
}

/** A file that gives the ports a name in one tool, for the user's rules. For the server's own firewall only. */
export interface FormatDefinition {
  /** What the tool calls it. */
  readonly kind: 'service' | 'profile';
  /** Where it belongs. */
  readonly path: string;
  readonly write: (request: PortRequest) => string;
}

/** How files of a format are told from others, and read. */
export interface FormatReader {
  readonly kind: FirewallFileKind;
  /** The first reader that recognises a file has it, so the narrow ones come first. */
  readonly rank: number;
  /** By its path (slashes forward, any case) and its text, at no great cost. */
  readonly recognises: (path: string, text: string) => boolean;
  /** Never throws. */
  readonly read: (text: string, packet: Packet, path: string, beside: Beside) => Findings;
  /** UTF-16 units of a file that it reads; a longer one it leaves alone. */
  readonly longest?: number;
  /** It reads a byte order mark itself. */
  readonly keepsMark?: true;
}
