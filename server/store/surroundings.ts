import type { BuildChoice } from '../../core/config/index.js';
import { withOrigin, type StartedConfig } from '../../core/deployment/index.js';
import { filesAbout, holding, type PortMismatch, type ServicePorts } from '../../core/firewall/index.js';
import { atFault, type Nearness } from '../../core/firewall/nearness.js';
import type { Comparisons } from './comparisons.js';
import type { FirewallDocument, FirewallPart } from './firewall-files.js';
import type { ParsedConfig } from './parsed-config.js';

/** A main vsftpd.conf of the workspace, open or not. */
export interface PlacedConfig {
  readonly uri: string;
  readonly path: string;
  readonly config: ParsedConfig;
}

/** What one config and one firewall file of the workspace do not agree on. */
export interface WorkspaceMismatch {
  /** Its positions are those of `part`. */
  readonly mismatch: PortMismatch;
  readonly config: PlacedConfig;
  readonly firewall: FirewallDocument;
  readonly part: FirewallPart;
}

/** The configs and firewall files of one state of the workspace, and what they do not agree on. */
export class Surroundings {
  private readonly found = new Map<BuildChoice, readonly WorkspaceMismatch[]>();
  private read: readonly FirewallDocument[] | undefined;
  private near: ReadonlyMap<FirewallDocument, readonly PlacedConfig[]> | undefined;

  constructor(
    readonly configs: readonly PlacedConfig[],
    private readonly readFirewalls: () => readonly FirewallDocument[],
    private readonly nearness: Nearness,
    private readonly comparisons: Comparisons,
  ) {}

  /** Everything that does not agree, of all pairs of files that belong together. */
  mismatches(choice: BuildChoice): readonly WorkspaceMismatch[] {
    const known = this.found.get(choice);
    if (known) return known;
    const all = this.configs.flatMap((config) => this.mismatchesOf(config, choice));
    const found = atFault(all, (file: FirewallDocument) => this.nearestTo(file));
    this.found.set(choice, found);
    return found;
  }

  /** The services that a firewall file stands in front of, each with its config. */
  servicesOf(
    firewall: FirewallDocument,
    choice: BuildChoice,
  ): readonly { readonly config: PlacedConfig; readonly service: ServicePorts }[] {
    return this.nearestTo(firewall).flatMap((config) => {
      const { service } = config.config.serviceFor(choice, this.facedBy(config));
      return service ? [{ config, service }] : [];
    });
  }

  /**
   * The firewall files in front of a config's service. A file that does not suit it and suits another config as near
   * belongs to that one.
   */
  firewallsBefore(asked: PlacedConfig, choice: BuildChoice): readonly FirewallDocument[] {
    const known = this.configs.find(({ uri }) => uri === asked.uri);
    if (!known) return this.withConfig(asked).firewallsBefore(asked, choice);
    const views = this.configs.map((config) => ({ config, ...this.viewOf(config, choice) }));
    const own = views.find(({ config }) => config === known);
    const others = views.filter(({ config }) => config !== known);
    return this.firewalls.filter(
      (file) =>
        own?.suits.has(file) === true ||
        (own?.differs.has(file) === true && !others.some(({ suits }) => suits.has(file))),
    );
  }

  /** No config of the workspace belongs to it. */
  isAlone(file: FirewallDocument): boolean {
    return this.nearestTo(file).length === 0;
  }

  /** What the files that a config is deployed with give to it besides its lines. */
  givenTo(uri: string, choice: BuildChoice): StartedConfig['given'] {
    const config = this.configs.find((one) => one.uri === uri);
    return config?.config.serviceFor(choice, this.facedBy(config)).given ?? new Map();
  }

  /** The firewall file that a document is, or is a part of. */
  firewall(uri: string): { readonly file: FirewallDocument; readonly part: FirewallPart } | undefined {
    for (const file of this.firewalls) {
      const part = file.parts.find((one) => one.uri === uri);
      if (part) return { file, part };
    }
    return undefined;
  }

  private get firewalls(): readonly FirewallDocument[] {
    return (this.read ??= this.readFirewalls());
  }

  private withConfig(config: PlacedConfig): Surroundings {
    const configs = [...this.configs, config];
    return new Surroundings(configs, () => this.firewalls, this.nearness, this.comparisons);
  }

  private mismatchesOf(config: PlacedConfig, choice: BuildChoice): readonly WorkspaceMismatch[] {
    const faced = this.facedBy(config);
    if (faced.length === 0) return [];
    const { service, given } = config.config.serviceFor(choice, faced);
    if (!service) return [];
    return withOrigin(this.comparisons.of(service, faced), given).flatMap((mismatch): WorkspaceMismatch[] => {
      const firewall = holding(faced, mismatch.path);
      const part = firewall?.parts.find(({ path }) => path === mismatch.path);
      return firewall && part ? [{ mismatch, config, firewall, part }] : [];
    });
  }

  /** Of the files that a config faces those that agree with it and those that do not; the rest is about other services. */
  private viewOf(
    config: PlacedConfig,
    choice: BuildChoice,
  ): Readonly<Record<'suits' | 'differs', ReadonlySet<FirewallDocument>>> {
    const faced = this.facedBy(config);
    const { service } = config.config.serviceFor(choice, faced);
    if (!service) return { suits: new Set(), differs: new Set() };
    const about = new Set(filesAbout(service, faced).map(({ path }) => path));
    const ofConfig = faced.filter(({ path }) => about.has(path));
    const differing = new Set(
      this.comparisons.of(service, faced).map(({ path }) => holding(faced, path)?.path),
    );
    return {
      suits: new Set(ofConfig.filter(({ path }) => !differing.has(path))),
      differs: new Set(ofConfig.filter(({ path }) => differing.has(path))),
    };
  }

  private facedBy(config: PlacedConfig): readonly FirewallDocument[] {
    return this.firewalls.filter((file) => this.nearestTo(file).includes(config));
  }

  private nearestTo(file: FirewallDocument): readonly PlacedConfig[] {
    this.near ??= new Map(this.firewalls.map((one) => [one, this.nearness.nearest(one.path, this.configs)]));
    return this.near.get(file) ?? [];
  }
}
