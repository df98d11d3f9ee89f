// A transcript as text: entries are buttons, and what stood in their place is marked.

import { el } from "./dom.js";

const SLACK = 0.08; // seconds by which two passes may place a word differently

const overlaps = (word, span) => word.start < span.end - SLACK && span.start < word.end - SLACK;

// Words with spaces between them; `shown` makes a node of each.
export function words(container, list, shown) {
  const nodes = list.flatMap((word, at) => (at ? [" ", shown(word)] : [shown(word)]));
  container.replaceChildren(...(nodes.length ? nodes : ["(no words)"]));
}

export function showWithout(container, list, spans) {
  words(container, list, (word) => (spans.some((span) => overlaps(word, span)) ? el("mark", {}, word.text) : word.text));
}

export function showWith(container, list, occurrences, choose) {
  words(container, list, (word) => {
    const found = word.entry && occurrences.find((one) => one.entry === word.entry && overlaps(word, one));
    if (!found) return word.text;
    const button = el("button", { type: "button", className: "entry", "aria-pressed": "false" }, word.text);
    button.addEventListener("click", () => choose(found, button));
    return button;
  });
}

export const between = (list, span) => list.filter((word) => overlaps(word, span)).map((word) => word.text).join(" ");
