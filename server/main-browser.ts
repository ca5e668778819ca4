import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { version } from '../package.json';
import { CONNECTION_OPTIONS } from './connection-options.js';
import { startServer } from './server.js';

/** The part of a worker's global scope that is used. */
declare const self: ConstructorParameters<typeof BrowserMessageReader>[0];

const connection = createConnection(
  new BrowserMessageReader(self),
  new BrowserMessageWriter(self),
  CONNECTION_OPTIONS,
);
startServer(connection, { version, rulePages: undefined });
