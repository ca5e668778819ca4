import {
  buildsOf,
  ConfigModel,
  type Build,
  type BuildChoice,
  type ConfigDocument,
  type FileKind,
} from '../../core/config/index.js';
import type { ServicePorts } from '../../core/firewall/index.js';
import { serviceOf } from '../../core/verdict/service-ports.js';
import type { StoreWork } from './work.js';

/** One text of a config: parsed once, when first asked for; its models and services are kept. */
export class ParsedConfig {
  private parsed: ConfigDocument | undefined;
  private readonly models = new Map<Build, ConfigModel>();
  private readonly services = new Map<Build, ServicePorts | null>();

  constructor(
    private readonly text: () => string,
    private readonly kind: FileKind,
    private readonly path: string,
    private readonly work: Pick<StoreWork, 'parse'>,
  ) {}

  get document(): ConfigDocument {
    return (this.parsed ??= this.work.parse(this.text(), this.kind, this.path));
  }

  /** One model per build that the choice stands for. */
  modelsFor(choice: BuildChoice): readonly ConfigModel[] {
    return buildsOf(choice).map((build) => this.model(build));
  }

  /** For `any` the first build: ports are compared once, not once per build. */
  modelFor(choice: BuildChoice): ConfigModel | undefined {
    const [build] = buildsOf(choice);
    return build && this.model(build);
  }

  /** The ports of the service; null where the file leaves them open. */
  serviceFor(choice: BuildChoice): ServicePorts | null {
    const model = this.modelFor(choice);
    if (!model) return null;
    let service = this.services.get(model.build);
    if (service === undefined) this.services.set(model.build, (service = serviceOf(model)));
    return service;
  }

  private model(build: Build): ConfigModel {
    let model = this.models.get(build);
    if (!model) this.models.set(build, (model = new ConfigModel(this.document, build)));
    return model;
  }
}
