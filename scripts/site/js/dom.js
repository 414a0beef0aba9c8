// Elements made from data. Text only ever becomes text nodes: what a program prints can never become markup.

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/**
 * Make an element.
 * @param {string} tag
 * @param {Record<string, unknown>} [properties] DOM properties; `attributes` holds attributes.
 * @param {...(Node | string | null | undefined | false)} children
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  const { attributes = {}, ...rest } = properties;
  Object.assign(element, rest);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** One of the page's drawn symbols. @param {string} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** Text in which `code` between backticks is set as code. @param {string} text @returns {(Node | string)[]} */
export function prose(text) {
  return text.split("`").map((part, index) => (index % 2 ? el("code", {}, part) : part));
}

/** Say something to those who do not see it appear. @param {string} text */
export function announce(text) {
  const place = $("#announce");
  // Emptied first: the same words twice are then two events.
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = text; });
}

/** Whether the keyboard's focus is where letters are typed. */
export const typing = () => Boolean(document.activeElement?.closest("input, textarea, select, [contenteditable=true], dialog"));
