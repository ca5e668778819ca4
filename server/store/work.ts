import { readConfig, sourceFromText, type ConfigDocument, type FileKind } from '../../core/config/index.js';
import {
  compareService,
  type ComparedFile,
  type PortMismatch,
  type ServicePorts,
} from '../../core/firewall/index.js';
import { withSoundFixes } from '../../core/firewall/compare/sound-fixes.js';
import { readArranged, type ArrangedFile, type Arrangement } from '../../core/firewall/formats/together.js';

/** The costly steps of the store, as parameters: a test counts how often each is taken. */
export interface StoreWork {
  /** The path tells a template by its name. */
  readonly parse: (text: string, kind: FileKind, path: string) => ConfigDocument;
  readonly readFirewall: (arrangement: Arrangement) => ArrangedFile | null;
  readonly compare: (service: ServicePorts, files: readonly ComparedFile[]) => readonly PortMismatch[];
}

export const STORE_WORK: StoreWork = {
  parse: (text, kind, path) => readConfig(sourceFromText(text), kind, path),
  readFirewall: (arrangement) => readArranged(arrangement),
  compare: (service, files) => withSoundFixes(service, files, compareService(service, files)),
};
