// Elements. Text only ever becomes text nodes: nothing on this page is parsed as HTML.

export const byId = (id) => document.getElementById(id);

export function el(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key in node && !key.startsWith("aria")) node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

export function replace(node, ...children) {
  node.replaceChildren(...children);
}

// A sentence for everybody; errors stand out and are read aloud at once.
export function say(text, isError = false) {
  const status = byId("status");
  status.className = isError ? "error" : "";
  status.textContent = text;
}

export async function reported(work) {
  try {
    return await work();
  } catch (error) {
    say(error.message, true);
    return undefined;
  }
}
