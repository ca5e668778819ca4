/**
 * What a firewall, NAT or container file says about TCP ports, as plain data: one form for all tools. A reader never
 * guesses: what it cannot read is `unknown`, and unknown is never a fault.
 */

import type { TextSpan } from '../shell/source-text.js';

export type { TextSpan };

/** Both ends included, 1-65535. */
export interface PortRange {
  readonly low: number;
  readonly high: number;
}

/** Which format the file has: the `kind` of its descriptor in formats/<name>/format.ts. */
export type FirewallFileKind = string;

/**
 * What becomes of a new TCP connection from an outside client to a port.
 * - `open`: it gets through, for everyone
 * - `some`: only for some clients (a source address, an interface, a rate limit)
 * - `dropped`, `rejected`: it does not, in silence or with an answer
 * - `unknown`: the file does not tell (a variable, a set, another file)
 */
export type PortStatus = 'open' | 'some' | 'dropped' | 'rejected' | 'unknown';

/** A run of ports with one status. */
export interface PortRun {
  /** As an outside client dials them. */
  readonly ports: PortRange;
  readonly status: PortStatus;
  /** The inner port of the first of them, where they are forwarded; the rest follow in step. Absent: the same port. */
  readonly innerLow?: number;
  /** All of them lead to that one port; only where there are several. */
  readonly gathered?: true;
  /** The machine they are forwarded to, where it is named: an address, a container or service name. */
  readonly innerHost?: string;
  /** The rule that decides; absent where no rule names them (a policy, or nothing at all). */
  readonly at?: TextSpan;
  /** For `some` and `unknown`: who, or why, in a few words. */
  readonly why?: string;
  /** Named definitions in other files that could change this status. */
  readonly awaits?: Awaited;
}

/** Names of `declare` witnesses: the ports they name are open here, for the others it is `otherwise`. */
export interface Awaited {
  readonly names: readonly string[];
  readonly otherwise: PortStatus;
}

/** What one chain, zone, service or group does with ports. */
export interface PortWitness {
  /**
   * - `input`: the server's own firewall, for what comes in
   * - `forward`: a gateway, balancer or container engine that passes ports on to another machine
   * - `output`: the server's own firewall, for what it opens itself (active mode); ports are its source ports
   * - `declare`: names ports without opening them (EXPOSE)
   */
  readonly role: 'input' | 'forward' | 'output' | 'declare';
  /** It is asked about connections over IPv6 only. */
  readonly family?: 6;
  /** For people: `chain INPUT`, `zone public`, `service ftp`, `security group ftp`. */
  readonly name: string;
  /** Ascending, without gaps or overlaps, 1-65535 covered. */
  readonly runs: readonly PortRun[];
  /** Where to point at when no rule names the ports: the policy, the chain's or service's head. */
  readonly at: TextSpan;
  /** For `forward`: the outer address, where rules name one. */
  readonly outerHost?: string;
  /** Accepts what belongs to known connections (ESTABLISHED, RELATED): with a helper that opens data ports. */
  readonly acceptsRelated?: boolean;
  /** Where new rules of the same kind go, and how they are spelt there; absent where the file cannot take them. */
  readonly additions?: readonly RuleAddition[];
}

/**
 * A text that lets ports through when inserted: `{ports}` stands for `low` or `low-high` as the tool spells it,
 * `{low}` and `{high}` for the ends.
 */
export interface RuleAddition {
  /** UTF-16 offset. */
  readonly offset: number;
  readonly text: string;
  readonly separator: ':' | '-';
  /** The tool has no ranges: the text is inserted once for each port. */
  readonly each?: true;
  /** The tool has these ports only to give. */
  readonly only?: PortRange;
}

/** The FTP helper of connection tracking, as far as this file is concerned. */
export interface FtpHelper {
  readonly at: TextSpan;
  /** Control ports it watches; 21 where nothing else is said. */
  readonly ports: readonly number[];
  /**
   * - `loaded`: the module is loaded; since kernel 4.7 (automatic assignment off) and 6.x (removed) that alone does nothing
   * - `assigned`: a rule gives connections to it
   */
  readonly how: 'loaded' | 'assigned';
  /** `assigned` by the kernel itself, for want of a rule (nf_conntrack_helper=1): up to Linux 5.x only. */
  readonly automatic?: boolean;
}

/** A place that names TCP ports: for hovers. */
export interface PortMention {
  readonly at: TextSpan;
  readonly ports: PortRange;
  /** The inner ports of a forward. */
  readonly inner?: PortRange;
  /** The rule, where the ports stand outside of it: in a variable, a set. */
  readonly rule?: TextSpan;
  readonly does: 'accepts' | 'drops' | 'rejects' | 'forwards' | 'publishes' | 'exposes' | 'watches';
  /** The numbers come out of another file: to write others here changes nothing. */
  readonly isFilled?: true;
}

/** Something in the file that may matter and cannot be read. */
export interface Unread {
  readonly at: TextSpan;
  /** In a few words: `the ipset "friends"`, `the variable $PORTS`. */
  readonly why: string;
}

/** Something about a rule besides its ports. */
export interface Remark {
  readonly at: TextSpan;
  /**
   * - `not-kept`: it changes the running firewall only and is gone after the next reload
   * - `not-loaded`: it changes the stored firewall only and waits for a reload
   */
  readonly is: 'not-kept' | 'not-loaded';
}

export interface FirewallReading {
  readonly kind: FirewallFileKind;
  /** In the order of the file; at most 200. Empty: it says nothing about TCP ports. */
  readonly witnesses: readonly PortWitness[];
  readonly helpers: readonly FtpHelper[];
  readonly mentions: readonly PortMention[];
  readonly unread: readonly Unread[];
  readonly remarks?: readonly Remark[];
  /** Files whose text was read after that of the file itself, as one with it: a Compose override. */
  readonly appended?: readonly AppendedFile[];
  /** It was read by what stands in files beside it, and alone it would say something else. */
  readonly hangsOn?: 'others';
  /** It was not read at all, and why: `it has more than 300,000 characters`. */
  readonly notRead?: string;
  /** What it gives to the containers that it starts. */
  readonly gives?: Given;
}

/** What a file gives to the programs in containers. */
export interface Given {
  readonly variables: readonly GivenVariable[];
  /** Others may be given too: a file of them is not at hand. */
  readonly isOpen?: true;
  /** Their images are built here, not taken from elsewhere. */
  readonly isBuilt?: true;
  /** What is run in them, as a shell would be told. */
  readonly commands?: readonly GivenCommand[];
  readonly containers?: readonly GivenContainer[];
}

/** A container that is started from an image by its name. */
export interface GivenContainer {
  /** As its witness is called: `service ftp`. */
  readonly name: string;
  readonly image: string;
  readonly at: TextSpan;
  readonly variables: readonly GivenVariable[];
  readonly isOpen?: true;
  /** Files or folders of the host, and commands, take the place of what the image has. */
  readonly isChanged?: true;
}

export interface GivenVariable {
  readonly name: string;
  /** Null where it is not known. */
  readonly value: string | null;
  readonly at: TextSpan;
}

export interface GivenCommand {
  readonly text: string;
  readonly at: TextSpan;
  /** It is run when the image is made, with or without a vsftpd.conf in it. */
  readonly isBuild?: 'after-config' | 'alone';
  /** What it writes is replaced for certain. */
  readonly isReplaced?: true;
}

export interface AppendedFile {
  readonly path: string;
  /** UTF-16 offset of its first character in the text that was read; one line feed stands before it. */
  readonly start: number;
}

/** What is known of the connection that rules are asked about; what is not given matches nothing for certain. */
export interface Packet {
  /** Numeric source and destination address. */
  readonly from?: string;
  readonly to?: string;
  /** Interface it comes in by. */
  readonly inInterface?: string;
}
