import { Console } from 'node:console';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createConnection, type Connection } from 'vscode-languageserver/node';
import { version } from '../package.json';
import { CONNECTION_OPTIONS } from './connection-options.js';
import { endWithParent } from './outlive.js';
import { fileText, projectFileAbove } from './project-file.js';
import { startServer } from './server.js';
import { wholeMessages } from './whole-messages.js';

const HELP = `vsftpd-language-server ${version}: the language server for vsftpd.conf

usage: vsftpd-language-server --stdio        speak over standard input and output
       vsftpd-language-server --node-ipc     speak over Node's IPC channel
       vsftpd-language-server --socket=PORT  connect to a port of this machine
       vsftpd-language-server --pipe=NAME    connect to a named pipe or socket file
       vsftpd-language-server --version | --help
`;

/** The usual one is ours, for speed; the library takes all others from the arguments. */
function connectionOver(transport: string): Connection {
  if (transport !== '--stdio') return createConnection(CONNECTION_OPTIONS);
  // A stray line on standard output would end the conversation.
  globalThis.console = new Console(process.stderr);
  return createConnection(process.stdin, wholeMessages(process.stdout), CONNECTION_OPTIONS);
}

const args = process.argv.slice(2);
const transport = args.find((arg) => /^--(?:stdio$|node-ipc$|socket(?:=|$)|pipe(?:=|$))/.test(arg));
if (args.includes('--version')) {
  process.stdout.write(`${version}\n`);
} else if (args.includes('--help') || args.includes('-h')) {
  process.stdout.write(HELP);
} else if (transport === undefined) {
  process.stderr.write(HELP);
  process.exitCode = 2;
} else {
  // The pages lie beside the folder of the bundle, in a clone and in packages alike; one file alone has none.
  const folder = path.join(__dirname, '..', 'docs', 'rules', path.sep);
  startServer(connectionOver(transport), {
    version,
    rulePages: existsSync(folder) ? `${pathToFileURL(folder).href}{page}.md#{code}` : undefined,
    projectFile: projectFileAbove,
    fileText,
  });
  // After the client has its first answers.
  setTimeout(endWithParent, 1000).unref();
}
