// Why an entry stands in the transcript, or why it does not.

import { attention } from "./api.js";
import { byId, el, replace, reported } from "./dom.js";
import { cut, play, wav } from "./sound.js";

const AROUND = 0.25; // seconds played before and behind the span
const CONTEXT = 3; // seconds of the attention picture before and behind it
const NATS = "nats";

const number = (value, unit = "") =>
  value === null || value === undefined ? "not known" : `${value > 0 && unit ? "+" : ""}${value.toFixed(2)}${unit ? ` ${unit}` : ""}`;

const share = (value) => (value === null || value === undefined ? "not known" : `${Math.round(100 * value)} %`);

function facts(one, before) {
  return [
    ["Entry", one.entry],
    [one.written ? "Written" : "Would be written", one.text],
    ["Where", `${one.start.toFixed(2)} s to ${one.end.toFixed(2)} s`],
    ["Without the list", before || one.alternative || "nothing else"],
    ["Confidence", share(one.confidence)],
    ["Odds that it was said (ln)", number(one.log_odds, NATS)],
    ["Phone match", number(one.phone_match, NATS)],
    ["Sound alone, against what stood there", number(one.acoustic, NATS)],
    ["Phones, against what stood there", number(one.phones, NATS)],
    ["Language model, against what stood there", number(one.words, NATS)],
    ["Boost", number(one.boost, NATS)],
    ["Mean attention", share(one.attention)],
    ["In its favour", (one.techniques ?? []).join(", ") || "nothing but the sound"],
    ["Matched spelling", one.spoken || "not known"],
    ...(one.reason ? [["Why it is not in the text", one.reason]] : []),
  ];
}

// `about` has the sound (or null), the list, and the text that stood there before.
export function showEvidence(one, about) {
  const list = el("dl", {}, ...facts(one, about.before).flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
  const picture = el("div", { className: "picture" });
  const listen = el("button", {
    type: "button", disabled: !about.sound,
    onclick: () => reported(() => play(cut(about.sound, one.start - AROUND, one.end + AROUND))),
  }, "Play it");
  const close = el("button", { type: "button", onclick: about.closed }, "Close");
  replace(byId("evidence-body"), list, el("div", { className: "bar" }, listen, close), picture);
  byId("evidence").hidden = false;
  byId("evidence-title").focus();
  if (about.sound && about.words.length) void drawn(picture, one, about);
}

async function drawn(picture, one, about) {
  const first = Math.max(0, one.start - CONTEXT);
  try {
    const found = await attention(wav(cut(about.sound, first, one.end + CONTEXT)), about.words);
    replace(picture, caption(one), canvas(found, one, first));
  } catch (error) {
    replace(picture, el("p", { className: "hint" }, `No attention picture: ${error.message}`));
  }
}

const caption = (one) => el("p", { className: "hint" }, `Where the adapter looked, from ${CONTEXT} s before “${one.text}” to ${CONTEXT} s behind it`);

function canvas(found, one, first) {
  const rowHeight = 22, left = 150, width = 760;
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const names = found.names.map((name) => name ?? "nothing listed");
  const peak = (row) => Math.round(100 * Math.max(0, ...row));
  const spoken = names.map((name, at) => `${name} up to ${peak(found.shares[at])} %`).join(", ");
  const node = el("canvas", {
    width: left + width, height: rowHeight * names.length + 20, role: "img", "aria-label": `Attention: ${spoken}`,
  });
  const draw = node.getContext("2d");
  const times = found.times, count = times.length;
  const end = count > 1 ? times[count - 1] + (times[1] - times[0]) : 1;
  const x = (seconds) => left + (width * seconds) / end;
  draw.font = "13px system-ui, sans-serif";
  names.forEach((name, row) => {
    draw.fillStyle = colour("--ink");
    draw.fillText(name.length > 20 ? `${name.slice(0, 19)}…` : name, 4, rowHeight * row + 15);
    draw.fillStyle = colour("--accent");
    for (let at = 0; at < count; at++) {
      draw.globalAlpha = found.shares[row][at];
      draw.fillRect(x(times[at]), rowHeight * row + 2, width / count + 1, rowHeight - 4);
    }
    draw.globalAlpha = 1;
  });
  draw.strokeStyle = colour("--ink");
  draw.strokeRect(x(one.start - first), 1, x(one.end - first) - x(one.start - first), rowHeight * names.length);
  draw.fillStyle = colour("--ink");
  draw.fillText(`${one.start.toFixed(2)} s`, x(one.start - first), rowHeight * names.length + 15);
  return node;
}
