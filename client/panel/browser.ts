// The few names of the browser that the panel's script uses; the rest of the project is compiled without them.

export interface PanelNode {
  textContent: string | null;
  readonly parentElement: PanelElement | null;
  remove(): void;
}

export interface PanelElement extends PanelNode {
  readonly id: string;
  /** Of a select. */
  readonly value?: unknown;
  /** Of a part that can be folded away. */
  readonly open?: boolean;
  readonly childNodes: ArrayLike<PanelNode>;
  readonly firstElementChild: PanelElement | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  append(...children: (PanelNode | string)[]): void;
  replaceWith(node: PanelNode | string): void;
  addEventListener(
    type: 'click' | 'change' | 'toggle',
    listener: (event: { readonly target: unknown }) => void,
    isCapturing?: boolean,
  ): void;
}

interface PanelDocument {
  createElement(tag: string): PanelElement;
  createElementNS(namespace: string, tag: string): PanelElement;
  getElementById(id: string): PanelElement | null;
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
