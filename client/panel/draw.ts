import { page, type PanelElement, type PanelNode } from './browser.js';
import { ViewNode, type Child } from './node.js';

const SVG = 'http://www.w3.org/2000/svg';

/** What was drawn last as an element: only what differs from it is touched, so that focus and folded parts stay. */
const drawn = new WeakMap<object, ViewNode>();

/** The node that an element was drawn from, or the nearest one round it that `wanted` accepts. */
export function nodeAt(element: unknown, wanted: (node: ViewNode) => boolean): ViewNode | undefined {
  let at = element as PanelElement | null;
  for (; at; at = at.parentElement) {
    const node = drawn.get(at);
    if (node && wanted(node)) return node;
  }
  return undefined;
}

/** Makes the only child of an element look like `node`. */
export function draw(parent: PanelElement, node: ViewNode): void {
  drawChildren(parent, [node]);
}

function create(node: ViewNode): PanelElement {
  const element = node.isSvg ? page.createElementNS(SVG, node.tag) : page.createElement(node.tag);
  for (const [name, value] of Object.entries(node.attributes)) element.setAttribute(name, value ?? '');
  for (const child of node.children) element.append(typeof child === 'string' ? child : create(child));
  drawn.set(element, node);
  return element;
}

function drawChildren(parent: PanelElement, children: readonly Child[]): void {
  const present = Array.from(parent.childNodes);
  children.forEach((child, index) => {
    const old = present[index];
    if (old === undefined) parent.append(typeof child === 'string' ? child : create(child));
    else drawChild(old, child);
  });
  for (const extra of present.slice(children.length)) extra.remove();
}

function drawChild(old: PanelNode, child: Child): void {
  const was = drawn.get(old);
  if (typeof child === 'string') {
    if (was) (old as PanelElement).replaceWith(child);
    else if (old.textContent !== child) old.textContent = child;
    return;
  }
  if (!was || was.tag !== child.tag || was.attributes.id !== child.attributes.id) {
    (old as PanelElement).replaceWith(create(child));
    return;
  }
  update(old as PanelElement, was, child);
}

function update(element: PanelElement, was: ViewNode, node: ViewNode): void {
  for (const name of Object.keys(was.attributes) as (keyof typeof was.attributes)[])
    if (node.attributes[name] === undefined) element.removeAttribute(name);
  for (const [name, value] of Object.entries(node.attributes))
    if (was.attributes[name as keyof typeof was.attributes] !== value)
      element.setAttribute(name, value ?? '');
  drawn.set(element, node);
  drawChildren(element, node.children);
}
