// Lists that the server keeps.

import { storedList, storedLists, storeList } from "./api.js";
import { byId, el, reported, say } from "./dom.js";

export async function refresh() {
  const found = await storedLists();
  const options = found.data.map((item) => el("option", { value: item.id }, `${item.name} (${item.entries})`));
  byId("stored").replaceChildren(el("option", { value: "" }, "none"), ...options);
}

export function connectStored(editor) {
  byId("load").addEventListener("click", () => reported(async () => {
    const id = byId("stored").value;
    if (!id) throw new Error("Choose a stored list first.");
    const found = await storedList(id);
    editor.set(found.words);
    byId("list-name").value = found.name;
    say(`“${found.name}” is open.`);
  }));
  byId("save").addEventListener("click", () => reported(async () => {
    const name = byId("list-name").value.trim();
    if (!name) throw new Error("Give the list a name first.");
    await storeList(name, editor.words());
    await refresh();
    say(`“${name}” is stored.`);
  }));
}
