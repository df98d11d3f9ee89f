// The transcript as files.

import { byId, el, replace } from "./dom.js";

const LONGEST = 84; // characters of a cue where the server sent none: two lines
const PAUSE = 1.5; // seconds between words that begin another cue

function cuesOf(result) {
  if (result.segments) return result.segments;
  const cues = [];
  for (const word of result.words) {
    const last = cues.at(-1);
    if (last && word.start - last.end < PAUSE && last.text.length + word.text.length < LONGEST) {
      last.text += ` ${word.text}`;
      last.end = word.end;
    } else cues.push({ start: word.start, end: word.end, text: word.text });
  }
  return cues;
}

function clock(seconds, point) {
  const all = Math.round(seconds * 1000);
  const part = (value, width) => String(value).padStart(width, "0");
  const [hours, minutes, rest] = [Math.floor(all / 3600000), Math.floor(all / 60000) % 60, all % 60000];
  return `${part(hours, 2)}:${part(minutes, 2)}:${part(Math.floor(rest / 1000), 2)}${point}${part(rest % 1000, 3)}`;
}

const cueText = (cue) => cue.text.replaceAll("-->", "->");
const span = (cue, point) => `${clock(cue.start, point)} --> ${clock(cue.end, point)}`;
const safe = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

const FORMATS = {
  Text: ["txt", "text/plain", (result) => `${result.text}\n`],
  SRT: ["srt", "application/x-subrip", (result) =>
    cuesOf(result).map((cue, at) => `${at + 1}\n${span(cue, ",")}\n${cueText(cue)}\n`).join("\n")],
  VTT: ["vtt", "text/vtt", (result) =>
    `WEBVTT\n\n${cuesOf(result).map((cue) => `${span(cue, ".")}\n${safe(cueText(cue))}\n`).join("\n")}`],
  JSON: ["json", "application/json", (result) => `${JSON.stringify(result, null, 2)}\n`],
};

export function showDownloads(result, name) {
  const buttons = Object.entries(FORMATS).map(([label, [suffix, type, write]]) =>
    el("button", { type: "button", onclick: () => save(`${name}.${suffix}`, type, write(result)) }, label));
  replace(byId("downloads"), "Download: ", ...buttons);
}

function save(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
