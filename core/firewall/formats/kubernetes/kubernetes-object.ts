import type { PortMention, PortWitness, Unread } from '../../reading.js';
import type { YamlDocument, YamlNode } from '../containers/yaml-tree.js';

/** One object of a manifest. */
export interface KubeObject {
  /** Of the file. */
  readonly text: string;
  readonly document: YamlDocument;
  readonly root: YamlNode;
  readonly kind: string;
  /** Empty where it has none that is known. */
  readonly name: string;
}

export interface KubeFindings {
  readonly witnesses: PortWitness[];
  readonly mentions: PortMention[];
  readonly unread: Unread[];
}
