// The few names of the browser that the panel's script uses; the rest of the project is compiled without them.

export interface PanelElement {
  textContent: string | null;
  readonly tagName: string;
  setAttribute(name: string, value: string): void;
  getAttribute(name: string): string | null;
  append(...children: (PanelElement | string)[]): void;
  replaceChildren(...children: PanelElement[]): void;
  addEventListener(type: 'click', listener: () => void): void;
  querySelectorAll(selector: string): Iterable<PanelElement>;
  focus(): void;
}

interface PanelDocument {
  createElement(tag: string): PanelElement;
  getElementById(id: string): PanelElement | null;
  readonly activeElement: PanelElement | null;
}

interface PanelWindow {
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

interface EditorApi {
  postMessage(message: unknown): void;
  setState(state: unknown): void;
  getState(): unknown;
}

declare global {
  var document: PanelDocument;
  var window: PanelWindow;
  function acquireVsCodeApi(): EditorApi;
}

export const page = globalThis.document;
export const frame = globalThis.window;
export const editor = globalThis.acquireVsCodeApi();
