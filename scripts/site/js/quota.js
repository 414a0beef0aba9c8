// How the caller stands: one truth, from the headers of the last answer, that counts on by itself.

import { $, el } from "./dom.js";
import * as format from "./format.js";
import { known } from "./known.js";

const MOST_DOTS = 12;
const { requests_per_minute: perMinute, requests_per_day: perDay } = known.limits;

export class Quota {
  #windows = {};
  #ask;
  #watchers = new Set();
  #timer = 0;

  /** @param {() => void} ask find out afresh how the caller stands; it costs nothing */
  constructor(ask) { this.#ask = ask; }

  /** @param {import("./service.js").Answer} answer */
  heard({ windows }) {
    const now = performance.now();
    for (const { name, left, resets } of windows) this.#windows[name] = { left, until: now + resets * 1000 };
    this.#tick();
  }

  /** Seconds until a run is possible again; 0 when it is now. */
  get wait() {
    const now = performance.now();
    return Math.max(0, ...Object.values(this.#windows).map(({ left, until }) => (left === 0 ? (until - now) / 1000 : 0)));
  }

  /** Call `show` with the seconds to wait, now and each second, until they are over. @param {(seconds: number) => void} show */
  watch(show) {
    this.#watchers = new Set([show]);
    this.#tick();
  }

  #tick() {
    clearTimeout(this.#timer);
    const now = performance.now();
    const counting = Object.values(this.#windows).filter(({ until }) => until > now);
    for (const [name, window] of Object.entries(this.#windows)) {
      const most = name === "day" ? perDay : perMinute;
      if (window.until <= now && (window.left < most || window.left === 0)) {
        // One more is there now. How many exactly, the service knows.
        window.left += 1;
        window.until = Infinity;
        this.#ask();
      }
    }
    this.#show();
    for (const show of this.#watchers) show(this.wait);
    if (this.wait === 0) this.#watchers.clear();
    const next = this.wait > 0 ? 1000 : Math.min(...counting.map(({ until }) => until - now), Infinity);
    if (Number.isFinite(next)) this.#timer = setTimeout(() => this.#tick(), Math.max(50, Math.min(next, 1_000_000)));
  }

  #show() {
    const { minute, day } = this.#windows;
    if (!minute && !day) return;
    const words = [
      minute && `${format.number(minute.left)} of ${format.number(perMinute)} left this minute`,
      day && `${format.number(day.left)} of ${format.number(perDay)} today`,
    ].filter(Boolean);
    const wait = this.wait;
    if (wait > 0) words.push(wait > 120 ? `again at ${format.clock(wait)} (in ${format.wait(wait)})` : `again in ${format.wait(wait)}`);
    $("#quota-words").textContent = words.join(" · ");
    const dots = minute && perMinute <= MOST_DOTS ? perMinute : 0;
    $("#dots").replaceChildren(...Array.from({ length: dots }, (_, index) => el("i", { className: index < minute.left ? "on" : "" })));
    $("#meter").hidden = !day;
    if (day) $("#meter span").style.inlineSize = `${(100 * day.left) / perDay}%`;
  }
}
