import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { LspClient, MODERN, type StartOptions } from '../../test/lsp/client.js';
import { dockerfileSample, jsonSample, jsonSchema, vsftpdSample } from './samples.js';

/** A language server, and a file as its users have it: mostly right, with an error now and then. */
export interface Server {
  readonly name: string;
  readonly main: string;
  readonly uri: string;
  readonly languageId: string;
  sample(lines: number): string;
  /** A change of one character in the middle, and its place in a line. */
  readonly typed: { readonly text: string; readonly character: number };
  /** Where in a line that begins so a hover and a completion are asked for. */
  readonly word: { readonly line: RegExp; readonly character: number };
  /** Sent once it has started. */
  readonly configuration?: object;
}

/** Ours, as the extension has it: `npm run bench` has just built that. */
export function ours(): Server {
  return {
    name: 'vsftpd Lens',
    main: path.resolve('dist/server.js'),
    uri: 'file:///srv/vsftpd.conf',
    languageId: 'vsftpd',
    sample: vsftpdSample,
    typed: { text: '#', character: 0 },
    word: { line: /^[a-z]/, character: 4 },
  };
}

/** VS Code's JSON server with a schema of as many settings as vsftpd has, and the Dockerfile server. */
export function peers(folder: string): readonly Server[] {
  const at = (...parts: string[]): string => path.join(folder, 'node_modules', ...parts);
  return [
    {
      name: 'JSON',
      main: at('vscode-langservers-extracted', 'bin', 'vscode-json-language-server'),
      uri: 'file:///srv/settings.json',
      languageId: 'json',
      sample: jsonSample,
      typed: { text: ' ', character: 0 },
      word: { line: /^ {2}"[a-z]/, character: 6 },
      configuration: {
        json: { validate: { enable: true }, schemas: [{ fileMatch: ['*.json'], schema: jsonSchema() }] },
      },
    },
    {
      name: 'Dockerfile',
      main: at('dockerfile-language-server-nodejs', 'bin', 'docker-langserver'),
      uri: 'file:///srv/Dockerfile',
      languageId: 'dockerfile',
      sample: dockerfileSample,
      typed: { text: '#', character: 0 },
      word: { line: /^EXPOSE/, character: 3 },
    },
  ];
}

/** A bundled server that can nothing: how long Node, the library and the pipe take by themselves. */
export async function floor(): Promise<string> {
  const folder = path.resolve('.cache/bench');
  const entry = path.join(folder, 'floor.ts');
  const outfile = path.join(folder, 'floor.cjs');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    entry,
    `import { createConnection } from 'vscode-languageserver/node';
const connection = createConnection();
connection.onInitialize(() => ({ capabilities: { textDocumentSync: 2 } }));
connection.listen();
`,
  );
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'cjs', minify: true });
  return outfile;
}

/** Starts one, and introduces the client to it. */
export async function start(main: string, configuration?: object): Promise<LspClient> {
  const options: StartOptions = { capabilities: MODERN };
  const child = spawn(process.execPath, [main, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const client = new LspClient(child, options);
  await client.initialize();
  if (configuration) client.notify('workspace/didChangeConfiguration', { settings: configuration });
  return client;
}
