import type { PanelAction } from './state.js';

type Attribute = 'id' | 'class' | 'type' | 'role' | 'scope' | 'tabindex' | `aria-${string}`;
type Child = ViewNode | string;

/** An element to be: text stays text, so nothing a server says can become markup. */
export class ViewNode {
  action: PanelAction | undefined;

  constructor(
    readonly tag: string,
    readonly attributes: Readonly<Partial<Record<Attribute, string>>>,
    readonly children: readonly Child[],
  ) {}

  /** What a press of this button asks for. */
  does(action: PanelAction): this {
    this.action = action;
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

export function h(
  tag: string,
  attributes: Readonly<Partial<Record<Attribute, string>>>,
  ...children: readonly Child[]
): ViewNode {
  return new ViewNode(tag, attributes, children);
}

/** For screen readers only. */
export function hidden(text: string): ViewNode {
  return h('span', { class: 'hidden' }, text);
}
