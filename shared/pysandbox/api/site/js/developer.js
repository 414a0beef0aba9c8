// The developer's card, from GitHub's public API. Where no one is named, or GitHub does not answer, there is no card.

import { $, el } from "./dom.js";

const GIVE_UP_MS = 8000;

const safeLink = (text) => {
  try {
    const url = new URL(text.includes("://") ? text : `https://${text}`);
    return ["https:", "http:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
};

function card(user) {
  const name = user.name || user.login;
  const site = user.blog ? safeLink(user.blog) : null;
  // GitHub serves the picture at the size asked for; twice the size shown suits dense screens.
  const avatar = new URL(user.avatar_url);
  avatar.searchParams.set("s", "128");
  return [
    el("img", { src: avatar.href, alt: "", width: 64, height: 64, loading: "lazy", referrerPolicy: "no-referrer" }),
    el("div", {},
      el("strong", {}, name),
      user.bio && el("p", {}, user.bio),
      user.location && el("p", {}, user.location),
      el("p", {}, el("a", { href: `https://github.com/${encodeURIComponent(user.login)}`, rel: "noreferrer" }, `${user.login} on GitHub`),
        site && " · ", site && el("a", { href: site, rel: "noreferrer nofollow" }, site.replace(/^https?:\/\/|\/$/g, "")))),
  ];
}

/** @param {string | null} login as GET /site/config.json names it */
export async function showDeveloper(login) {
  if (!login) return;
  const section = $("#developer");
  const place = $("#developer-card");
  place.replaceChildren(el("p", {}, "Asking GitHub…"));
  section.hidden = false;
  try {
    const response = await fetch(`https://api.github.com/users/${encodeURIComponent(login)}`, {
      headers: { Accept: "application/vnd.github+json" }, referrerPolicy: "no-referrer", credentials: "omit",
      signal: AbortSignal.timeout(GIVE_UP_MS),
    });
    if (!response.ok) throw new Error(`GitHub answered ${response.status}`);
    place.replaceChildren(...card(await response.json()));
  } catch {
    section.hidden = true;
  }
}
