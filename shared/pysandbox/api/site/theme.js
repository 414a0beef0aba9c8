// Runs before the first paint, so that a chosen theme does not flash; the button itself is wired in js/theme_button.js.
(() => {
  let chosen = null;
  try { chosen = localStorage.getItem("theme"); } catch { /* storage is closed: follow the system */ }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
