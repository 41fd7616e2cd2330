// Elements, made in one expression.

type Child = Node | string | number | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined | ((event: any) => void)>;

/** An element; "onclick" and the like are listeners, true is an attribute without a value, and what is null or false is left out. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function")
      element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

export function append(element: Element, children: Child[]): void {
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false)
      element.append(child instanceof Node ? child : String(child));
  }
}

export function replace(element: Element, ...children: Child[]): void {
  element.replaceChildren();
  append(element, children);
}

let ids = 0;

/** An id that no other element has. */
export const nextId = (stem: string): string => `${stem}-${++ids}`;

/** Saves text or a data address as a file. */
export function save(name: string, content: string, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A button that chooses among a few, as a group of radio buttons. */
export function choice<T extends string>(label: string, values: readonly { value: T; text: string }[], chosen: T, changed: (value: T) => void): HTMLElement {
  const name = nextId("choice");
  return h("fieldset", { class: "choice" },
    h("legend", {}, label),
    ...values.map(({ value, text }) => h("label", {},
      h("input", { type: "radio", name, value, checked: value === chosen, onchange: () => changed(value) }), h("span", {}, text))));
}

export function select<T extends string>(label: string, values: readonly T[], chosen: T, changed: (value: T) => void): HTMLElement {
  return h("label", { class: "select" }, `${label} `,
    h("select", { onchange: (event: Event) => changed((event.target as HTMLSelectElement).value as T) },
      ...values.map(value => h("option", { value, selected: value === chosen }, value))));
}
