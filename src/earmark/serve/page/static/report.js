// What became of every entry of the list.

import { byId, el, replace } from "./dom.js";

const NAMES = {
  used: "written", rejected: "taken out", considered: "considered", unreachable: "cannot be written", absent: "did not come up",
};
const ORDER = Object.keys(NAMES);

export function showReport(answer, choose) {
  const entries = [...(answer.diagnostics ?? [])].sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
  const rows = entries.map((item) => el("tr", {},
    el("td", {}, nameOf(item, choose)),
    el("td", {}, NAMES[item.status] ?? item.status),
    el("td", {}, [item.reason, ...(item.remarks ?? [])].join(" ")),
  ));
  const head = el("tr", {}, ...["Entry", "Outcome", "Why"].map((name) => el("th", { scope: "col" }, name)));
  const warnings = (answer.warnings ?? []).map((text) => el("p", { className: "hint" }, text));
  const table = el("table", { id: "report-table" }, el("thead", {}, head), el("tbody", {}, ...rows));
  replace(byId("report-body"), ...warnings, ...(entries.length ? [table] : [el("p", {}, "The list is empty.")]));
  byId("report").hidden = false;
}

function nameOf(item, choose) {
  const first = item.occurrences?.[0];
  if (!first) return item.display;
  const button = el("button", { type: "button", "aria-label": `Evidence for ${item.display}` }, item.display);
  button.addEventListener("click", () => choose(first, button));
  return button;
}
