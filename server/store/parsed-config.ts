import {
  buildsOf,
  ConfigModel,
  type Build,
  type BuildChoice,
  type ConfigDocument,
  type FileKind,
} from '../../core/config/index.js';
import type { ComparedFile } from '../../core/firewall/index.js';
import { deployedService } from '../../core/verdict/service-ports.js';
import type { StoreWork } from './work.js';

type Deployed = ReturnType<typeof deployedService>;

/** One text of a config: parsed once, when first asked for; its models and services are kept. */
export class ParsedConfig {
  private parsed: ConfigDocument | undefined;
  private readonly models = new Map<Build, ConfigModel>();
  /** By the build, for the files that it was asked with last. */
  private readonly services = new Map<Build, Deployed & { readonly files: readonly ComparedFile[] }>();

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

  /** The ports of the service as it is started with these files; null where they are not known. */
  serviceFor(choice: BuildChoice, files: readonly ComparedFile[]): Deployed {
    const model = this.modelFor(choice);
    if (!model) return { service: null, given: new Map() };
    const known = this.services.get(model.build);
    const isSame =
      known?.files.length === files.length &&
      files.every(({ reading }, index) => reading === known.files[index]?.reading);
    if (known && isSame) return known;
    const deployed = { ...deployedService(model, files), files };
    this.services.set(model.build, deployed);
    return deployed;
  }

  private model(build: Build): ConfigModel {
    let model = this.models.get(build);
    if (!model) this.models.set(build, (model = new ConfigModel(this.document, build)));
    return model;
  }
}
