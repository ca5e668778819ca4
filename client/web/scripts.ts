/** The parts of the extension in a browser, which loads one script only: the others are fetched and run by this one. */
export type Part = 'extension' | 'commands' | 'language' | 'server';

/** A script in the form of CommonJS. */
type Script = (module: { exports: unknown }, exports: unknown, require: (path: string) => unknown) => void;

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Fetches each script once and runs it once, whichever parts need it. */
export class Scripts {
  private readonly texts = new Map<string, Promise<string>>();
  private readonly modules = new Map<string, { exports: unknown }>();

  /**
   * @param parts the scripts of each part, by their paths, the part's own first
   * @param read the text of a script
   * @param host what the editor gives to `require`
   */
  constructor(
    private readonly parts: Readonly<Record<Part, readonly string[]>>,
    private readonly read: (path: string) => Promise<string>,
    private readonly host: (name: string) => unknown,
  ) {}

  /** What a part exports. */
  async load(part: Part): Promise<unknown> {
    const texts = new Map(await this.textsOf(part));
    const run = (path: string): unknown => {
      const name = nameOf(path);
      const known = this.modules.get(name);
      if (known) return known.exports;
      const text = texts.get(name);
      if (text === undefined) return this.host(path);
      const module = { exports: {} as unknown };
      this.modules.set(name, module);
      // The scripts lie in the same package as this one; the editor runs this one in the same way.
      // eslint-disable-next-line @typescript-eslint/no-implied-eval
      (new Function('module', 'exports', 'require', text) as Script)(module, module.exports, run);
      return module.exports;
    };
    return run(this.parts[part][0] ?? '');
  }

  /** One script that has all of a part in it, for a worker. */
  async joined(part: Part): Promise<string> {
    const texts = await this.textsOf(part);
    const scripts = texts.map(([name, text]) => `${JSON.stringify(name)}(module,exports,require){${text}\n}`);
    const require = `const require=path=>{const name=path.slice(path.lastIndexOf('/')+1);
if(!modules[name]){const module=modules[name]={exports:{}};scripts[name](module,module.exports,require)}
return modules[name].exports}`;
    return `{const scripts={${scripts.join(',\n')}},modules={};${require};require(${JSON.stringify(texts[0]?.[0])})}`;
  }

  private textsOf(part: Part): Promise<(readonly [string, string])[]> {
    return Promise.all(
      this.parts[part].map(async (path) => {
        const text = this.texts.get(path) ?? this.read(path);
        this.texts.set(path, text);
        return [nameOf(path), await text] as const;
      }),
    );
  }
}
