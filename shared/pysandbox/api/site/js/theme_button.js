// Light or dark: as the system says, until the button is used; back to the system's when both agree again.

import { $ } from "./dom.js";

const root = document.documentElement;
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

const current = () => root.dataset.theme ?? (systemIsDark.matches ? "dark" : "light");

function label() {
  const other = current() === "dark" ? "Light" : "Dark";
  $("#theme").textContent = other;
  $("#theme").setAttribute("aria-label", `${other} theme`);
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

export function wireThemeButton() {
  $("#theme").hidden = false;
  $("#theme").addEventListener("click", toggle);
  systemIsDark.addEventListener("change", label);
  label();
}
