// Light or dark: as the system says, until the button is used; back to the system's when both agree again.
// The choice is put in force by a line in the document, before the first paint.

import { $ } from "./dom.js";

const root = document.documentElement;
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

const current = () => root.dataset.theme ?? (systemIsDark.matches ? "dark" : "light");

function label() {
  const other = current() === "dark" ? "light" : "dark";
  $("#theme").setAttribute("aria-label", other === "dark" ? "Dark theme" : "Light theme");
  $("#theme use").setAttribute("href", other === "dark" ? "#i-moon" : "#i-sun");
}

function toggle() {
  const next = current() === "dark" ? "light" : "dark";
  const followsSystem = (next === "dark") === systemIsDark.matches;
  if (followsSystem) delete root.dataset.theme;
  else root.dataset.theme = next;
  try {
    if (followsSystem) localStorage.removeItem("theme");
    else localStorage.setItem("theme", next);
  } catch { /* storage is closed: the choice lasts as long as the page */ }
  label();
}

export function wireTheme() {
  $("#theme").addEventListener("click", toggle);
  systemIsDark.addEventListener("change", label);
  label();
}
