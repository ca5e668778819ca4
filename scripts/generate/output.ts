import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import prettier from 'prettier';

/** Writes the files that differ and removes the stale ones; with `check` it only names them. False: `check` found some. */
export async function update(
  files: ReadonlyMap<string, string>,
  stale: readonly string[],
  check: boolean,
): Promise<boolean> {
  const changed: (readonly [file: string, text: string])[] = [];
  for (const [file, raw] of files) {
    const text = await formatted(file, raw);
    if (contentOf(file) !== text) changed.push([file, text]);
  }
  if (check) {
    const outdated = [...changed.map(([file]) => file), ...stale];
    for (const file of outdated) console.error(`${file} is out of date.`);
    if (outdated.length > 0) console.error('Run "npm run generate" and commit the result.');
    return outdated.length === 0;
  }
  for (const [file, text] of changed) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`wrote ${file}`);
  }
  for (const file of stale) {
    rmSync(file);
    console.log(`removed ${file}`);
  }
  return true;
}

async function formatted(file: string, text: string): Promise<string> {
  if ((await prettier.getFileInfo(file)).inferredParser === null) return text;
  const options = await prettier.resolveConfig(file);
  return prettier.format(text, { ...options, filepath: file });
}

function contentOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
