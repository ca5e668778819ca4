import { LSPErrorCodes, Message, type ConnectionOptions } from 'vscode-languageserver';

/** A request that is cancelled before its turn is answered at once and never worked on. */
export const CONNECTION_OPTIONS: ConnectionOptions = {
  connectionStrategy: {
    cancelUndispatched: (message) =>
      Message.isRequest(message)
        ? {
            jsonrpc: '2.0',
            id: message.id,
            error: { code: LSPErrorCodes.RequestCancelled, message: 'Cancelled' },
          }
        : undefined,
  },
};
