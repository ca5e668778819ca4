import type { Connection, InitializeResult } from 'vscode-languageserver';
import { capabilitiesFor } from './capabilities.js';
import { supportOf } from './client-support.js';
import type { Runtime } from './runtime.js';
import type { StoreWork } from './store/work.js';

/**
 * Serves one client on a connection that is not listening yet. The client is answered before the tables and rules are
 * loaded: they load while it takes the answer in. In a bundle of one file that takes no turn of the event loop, so the
 * handlers are there before the first document comes.
 */
export function startServer(connection: Connection, runtime: Runtime, work?: StoreWork): void {
  connection.onInitialize((params): InitializeResult => {
    const client = supportOf(params);
    const options: unknown = params.initializationOptions;
    connection.onInitialized(async () => {
      const { serve } = await import('./serve.js');
      serve(connection, runtime, client, options, work);
    });
    return {
      capabilities: capabilitiesFor(client),
      serverInfo: { name: 'vsftpd Lens', version: runtime.version },
    };
  });
  connection.listen();
}
