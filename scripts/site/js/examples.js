// Programs to start from. Each one works as it is: what it needs comes with it.

import { decode } from "./bytes.js";
import { known } from "./known.js";

/** A small picture to try things on: hills under an evening sky, drawn here, sent as a JPEG. @returns {File} */
function samplePhoto(name) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 480, height: 320 });
  const context = canvas.getContext("2d");
  const sky = context.createLinearGradient(0, 0, 0, 320);
  for (const [stop, colour] of [[0, "#2b4a8b"], [0.55, "#f08a5d"], [1, "#ffd98a"]]) sky.addColorStop(stop, colour);
  context.fillStyle = sky;
  context.fillRect(0, 0, 480, 320);
  context.fillStyle = "#fff3c4";
  context.beginPath();
  context.arc(330, 170, 34, 0, Math.PI * 2);
  context.fill();
  for (const [height, swing, colour] of [[210, 26, "#4a6b52"], [245, 20, "#2f5741"], [280, 14, "#16392b"]]) {
    context.fillStyle = colour;
    context.beginPath();
    context.moveTo(0, 320);
    for (let x = 0; x <= 480; x += 4) context.lineTo(x, height + swing * Math.sin(x / 70 + height));
    context.lineTo(480, 320);
    context.fill();
  }
  // Not toBlob: that waits for an idle moment, which a busy page may not have for seconds.
  const [, base64] = canvas.toDataURL("image/jpeg", 0.9).split(",");
  return new File([decode(base64)], name, { type: "image/jpeg" });
}

/** @typedef {{id: string, title: string, code: string, stdin: string, returns: string, photo: string}} Example */

/** @type {Example[]} */
export const EXAMPLES = known.examples;

/** What is attached to an example. @param {Example} example @returns {File[]} */
export const filesOf = ({ photo }) => (photo ? [samplePhoto(photo)] : []);
