import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import { startWith, type LanguageServer } from '../language.js';

/** What a browser has; the types of the project are those of Node. */
interface RunningWorker {
  onmessage: unknown;
  terminate(): void;
}
declare const Worker: new (url: string) => RunningWorker;

/** The server is a worker that runs this script. */
export function startLanguageServer(script: string): Promise<LanguageServer> {
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  let running: RunningWorker | undefined;
  return startWith((id, name, options) => {
    const start = (): Promise<{ reader: BrowserMessageReader; writer: BrowserMessageWriter }> => {
      running?.terminate();
      running = new Worker(url);
      // The editor's workers are not of the browser's class, so the client would not take the worker itself.
      return Promise.resolve({
        reader: new BrowserMessageReader(running),
        writer: new BrowserMessageWriter(running),
      });
    };
    return new LanguageClient(id, name, start, options);
  });
}
