import { build } from 'esbuild';
import { rmSync } from 'node:fs';
import path from 'node:path';

/** Inside the checkout, so that packages are found from there. */
const OUT = path.resolve('.cache/lab', String(process.pid));

const bundles = new Map<string, Promise<string>>();

/** Bundles a TypeScript module of this checkout once, to be run by Node on its own; the bundle's path. */
export function bundled(module: string): Promise<string> {
  let bundle = bundles.get(module);
  if (!bundle) {
    if (bundles.size === 0) process.on('exit', removeAll);
    bundle = make(module);
    bundles.set(module, bundle);
  }
  return bundle;
}

async function make(module: string): Promise<string> {
  const outfile = path.join(OUT, module.replaceAll('/', '_').replace(/\.ts$/, '.mjs'));
  await build({
    entryPoints: [module],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}

function removeAll(): void {
  rmSync(OUT, { recursive: true, force: true });
}
