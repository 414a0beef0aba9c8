// Which part of the reference is being read, in its table of contents; and all of it opened for paper.

import { $$ } from "./dom.js";

export function wireSpy() {
  const links = new Map($$(".toc a").map((link) => [link.hash.slice(1), link]));
  // Sections, not headings: to ask where a heading is would lay out what is far below.
  const headings = [...links.keys()].map((id) => document.getElementById(id));
  const topOf = (heading) => (heading.closest("section") ?? heading).getBoundingClientRect().top;
  let current = null;
  let waiting = false;
  const look = () => {
    waiting = false;
    const read = headings.filter((heading) => topOf(heading) < innerHeight * 0.3).at(-1) ?? null;
    if (read === current) return;
    links.get(current?.id)?.removeAttribute("aria-current");
    links.get(read?.id)?.setAttribute("aria-current", "true");
    current = read;
  };
  addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(look); } }, { passive: true });
  look();
}

export function wirePrint() {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = $$(".doc details:not([open])");
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => { for (const details of opened) details.open = false; });
}

/** A box that must scroll can be reached by the keyboard; one that need not is no stop. */
export function wireOverflow() {
  const boxes = $$(".doc pre, .doc .table, .call pre");
  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth + 1 || target.scrollHeight > target.clientHeight + 1) { target.tabIndex = 0; target.setAttribute("role", "region"); }
      else { target.removeAttribute("tabindex"); target.removeAttribute("role"); }
    }
  });
  for (const box of boxes) watch.observe(box);
}
