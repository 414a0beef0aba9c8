// The developer's card: the link stands in the page; GitHub's public API adds to it, when it answers.

import { $, el } from "./dom.js";

const GIVE_UP_MS = 20_000;

const safeLink = (text) => {
  try {
    const url = new URL(text.includes("://") ? text : `https://${text}`);
    return ["https:", "http:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
};

function card(user) {
  const site = user.blog ? safeLink(user.blog) : null;
  // GitHub serves the picture at the size asked for; twice the size shown suits dense screens.
  const avatar = new URL(user.avatar_url);
  avatar.searchParams.set("s", "128");
  return [
    el("img", { src: avatar.href, alt: "", width: 64, height: 64, referrerPolicy: "no-referrer" }),
    el("div", {},
      el("strong", {}, user.name || user.login),
      user.bio && el("p", {}, user.bio),
      user.location && el("p", {}, user.location),
      el("p", {}, el("a", { href: `https://github.com/${encodeURIComponent(user.login)}`, rel: "noreferrer" }, `${user.login} on GitHub`),
        site && " · ", site && el("a", { href: site, rel: "noreferrer nofollow" }, site.replace(/^https?:\/\/|\/$/g, "")))),
  ];
}

async function ask(login) {
  try {
    const response = await fetch(`https://api.github.com/users/${encodeURIComponent(login)}`, {
      headers: { Accept: "application/vnd.github+json" }, referrerPolicy: "no-referrer", credentials: "omit",
      signal: AbortSignal.timeout(GIVE_UP_MS),
    });
    if (response.ok) $("#developer-card").replaceChildren(...card(await response.json()));
  } catch { /* the link is there already */ }
}

/** Asked for when the card comes near the window. */
export function wireDeveloper() {
  const section = $("#developer");
  if (!section) return;
  const watch = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    watch.disconnect();
    ask(section.dataset.login);
  }, { rootMargin: "400px" });
  watch.observe(section);
}
