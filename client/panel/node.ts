import type { PanelAction } from './state.js';

type HtmlAttribute =
  | 'id'
  | 'class'
  | 'type'
  | 'role'
  | 'scope'
  | 'tabindex'
  | 'open'
  | 'colspan'
  | 'dir'
  | `aria-${string}`
  /** Of vscode-button, vscode-single-select and vscode-option. */
  | 'secondary'
  | 'label'
  | 'value'
  | 'selected';
type SvgAttribute =
  | 'viewBox'
  | 'preserveAspectRatio'
  | 'focusable'
  | 'x'
  | 'y'
  | 'x1'
  | 'y1'
  | 'x2'
  | 'y2'
  | 'cx'
  | 'cy'
  | 'r'
  | 'd'
  | 'width'
  | 'height'
  | 'fill'
  | 'patternUnits'
  | 'patternTransform'
  | 'text-anchor';

export type Attributes = Readonly<Partial<Record<HtmlAttribute | SvgAttribute, string>>>;
export type Child = ViewNode | string;

/** An element to be: text stays text, so nothing a server says can become markup. */
export class ViewNode {
  /** What a press of this button asks for. */
  action: PanelAction | undefined;
  /** A select whose value is the session to show. */
  isSessionChooser = false;

  constructor(
    readonly tag: string,
    readonly attributes: Attributes,
    readonly children: readonly Child[],
    readonly isSvg: boolean,
  ) {}

  does(action: PanelAction): this {
    this.action = action;
    return this;
  }

  choosesSession(): this {
    this.isSessionChooser = true;
    return this;
  }

  /** All text in reading order. */
  get text(): string {
    return this.children.map((child) => (typeof child === 'string' ? child : child.text)).join('');
  }

  /** This node and every node inside it. */
  *all(): Generator<ViewNode> {
    yield this;
    for (const child of this.children) if (typeof child !== 'string') yield* child.all();
  }
}

/** What the reader of the panel has chosen to see. */
export interface Choices {
  /** Label of the session whose transcript is shown; empty: the main one. */
  readonly session: string;
  /** Ids of the parts that are unfolded. */
  readonly open: readonly string[];
}

export function h(tag: string, attributes: Attributes, ...children: readonly Child[]): ViewNode {
  return new ViewNode(tag, attributes, children, false);
}

/** An element of a drawing. */
export function s(tag: string, attributes: Attributes, ...children: readonly Child[]): ViewNode {
  return new ViewNode(tag, attributes, children, true);
}

/** For screen readers only. */
export function hidden(text: string): ViewNode {
  return h('span', { class: 'hidden' }, text);
}
