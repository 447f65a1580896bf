/** Small DOM helpers of the figures that are made of elements. */

/** An element with a class and children. Text enters as text nodes only. */
export function part<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  if (className !== '') node.className = className;
  node.append(...children);
  return node;
}

/** Replaces text only where it differs, so that nothing flickers and no selection is lost. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

export function setTitle(node: HTMLElement, text: string): void {
  if (node.title !== text) node.title = text;
}

export function setLabel(node: Element, text: string): void {
  if (node.getAttribute('aria-label') !== text) node.setAttribute('aria-label', text);
}

/** Keeps `list` at one item a datum: makes what is missing, drops what is too many. */
export function keepItems<T extends { readonly root: HTMLElement }>(
  parent: HTMLElement,
  list: T[],
  count: number,
  make: () => T,
): void {
  while (list.length > count) list.pop()?.root.remove();
  while (list.length < count) {
    const item = make();
    list.push(item);
    parent.append(item.root);
  }
}
