// The line between the panes can be moved, by hand or with the arrow keys; where it is, is remembered.

import { $ } from "./dom.js";

const STEP = 2;

export function wirePanes() {
  const panes = $("#panes");
  const divider = $("#divider");
  const least = Number(divider.getAttribute("aria-valuemin"));
  const most = Number(divider.getAttribute("aria-valuemax"));
  const middle = Number(divider.getAttribute("aria-valuenow"));
  let now = middle;
  const put = (share, keep = true) => {
    now = Math.max(least, Math.min(most, Math.round(share)));
    panes.style.setProperty("--share", `${now}fr`);
    panes.style.setProperty("--rest", `${100 - now}fr`);
    divider.setAttribute("aria-valuenow", String(now));
    if (keep) try { localStorage.setItem("divider", String(now)); } catch { /* it lasts as long as the page */ }
  };
  try {
    const kept = Number(localStorage.getItem("divider"));
    if (kept) put(kept, false);
  } catch { /* storage is closed */ }
  divider.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    divider.setPointerCapture(event.pointerId);
    divider.classList.add("moving");
  });
  divider.addEventListener("pointermove", (event) => {
    if (!divider.hasPointerCapture(event.pointerId)) return;
    const { left, width } = panes.getBoundingClientRect();
    put((100 * (event.clientX - left)) / width);
  });
  divider.addEventListener("lostpointercapture", () => divider.classList.remove("moving"));
  divider.addEventListener("dblclick", () => put(middle));
  divider.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: now - STEP, ArrowRight: now + STEP, Home: least, End: most, Enter: middle }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    put(to);
  });
}
