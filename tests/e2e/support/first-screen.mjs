// The start, as index.html has it before the app is there and as the app draws it, in one form.

/**
 * Runs in the page: a start as nested lists `[tag, { attributes }, …children]`, with what only the app's own has left
 * out. What stands in `#boot` is not of it.
 */
export function treeOf(screen, names = { 'data-action': 'data-early', 'data-open': 'data-early' }) {
  const tree = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data.trim() || null;
    if (node.nodeType !== Node.ELEMENT_NODE || node.id === 'boot') return null;
    const attributes = {};
    for (const name of node.getAttributeNames().sort()) attributes[names[name] ?? name] = node.getAttribute(name);
    return [node.localName, attributes, ...[...node.childNodes].map(tree).filter(Boolean)];
  };
  return tree(screen);
}

/** Runs in the page: where each element of a start is, as text. */
export function placesOf(screen) {
  const elements = [screen, ...screen.querySelectorAll('*')].filter((element) => !element.closest('#boot'));
  return elements.map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return `${element.localName} ${[x, y, width, height].map((value) => value.toFixed(2)).join(' ')}`;
  });
}

/** Elements of pictures that hold nothing. */
const SHAPES = ['circle', 'path', 'rect'];

const quoted = (value) => value.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** Such a tree as HTML, one element a line where it is not short; `inner` is put into `main` before its target. */
export function htmlOf([tag, attributes, ...children], indent, inner = '') {
  const named = Object.entries(attributes).map(([name, value]) => (value === '' ? ` ${name}` : ` ${name}="${quoted(value)}"`));
  const open = `${indent}<${tag}${named.join('')}>`;
  if (tag === 'input') return open;
  if (SHAPES.includes(tag)) return `${open.slice(0, -1)} />`;
  if (children.every((child) => typeof child === 'string')) {
    return `${open}${children.join('').replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${tag}>`;
  }
  const within = children.map((child) => {
    if (typeof child === 'string') return `${indent}  ${child}`;
    const before = child[0] === 'section' ? inner : '';
    return `${before}${htmlOf(child, `${indent}  `, inner)}`;
  });
  return [open, ...within, `${indent}</${tag}>`].join('\n');
}
