// What the page asks the server for.

let key = sessionStorage.getItem("earmark-key") || "";

export function setKey(value) {
  key = value.trim();
  sessionStorage.setItem("earmark-key", key);
}

const headers = () => (key ? { Authorization: `Bearer ${key}` } : {});

export class ServerError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { ...options, headers: { ...headers(), ...options.headers } });
  } catch {
    throw new ServerError("The server cannot be reached: check that it runs.", 0);
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new ServerError(body.error?.message ?? `The server answered ${response.status}.`, response.status);
  return body;
}

function formOf(fields, words) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value instanceof Blob) form.append(name, value, value.name ?? "recording.wav");
    else for (const one of [value].flat()) form.append(name, one);
  }
  if (words?.length) form.append("words", new Blob([JSON.stringify(words)], { type: "application/json" }), "words.json");
  return form;
}

const post = (path, fields, words) => ask(path, { method: "POST", body: formOf(fields, words) });

export function transcribe(file, words) {
  const fields = { file, response_format: "verbose_json", "timestamp_granularities[]": ["word", "segment"] };
  return post("/v1/audio/transcriptions", fields, words);
}

export const correct = (file, transcript, words) => post("/v1/corrections", { file, transcript }, words);
export const pronounce = (file, phrase) => post("/page/pronunciation", { file, phrase });
export const attention = (file, words) => post("/page/attention", { file }, words);

export const storedLists = () => ask("/v1/word-lists");
export const storedList = (id) => ask(`/v1/word-lists/${encodeURIComponent(id)}`);
export function storeList(name, words) {
  const body = JSON.stringify({ name, words });
  return ask("/v1/word-lists", { method: "POST", body, headers: { "Content-Type": "application/json" } });
}

// A stream of samples at `rate`; `on` has the functions partial, final, failed and done.
export function openStream(rate, words, on) {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const socket = new WebSocket(`${scheme}://${location.host}/v1/stream?rate=${rate}`, key ? ["bearer", key] : []);
  socket.binaryType = "arraybuffer";
  const waiting = [];
  let ended = false;
  const send = (message) => (socket.readyState === WebSocket.OPEN ? socket.send(message) : waiting.push(message));
  socket.addEventListener("open", () => {
    socket.send(JSON.stringify({ type: "configure", words }));
    for (const message of waiting.splice(0)) socket.send(message);
  });
  socket.addEventListener("message", (event) => {
    const message = JSON.parse(event.data);
    if (message.type === "error") on.failed(message.error.message);
    else on[message.type]?.(message);
  });
  socket.addEventListener("close", (event) => {
    if (!ended) on.failed(event.reason || "The stream was closed.");
    on.closed();
  });
  return {
    send: (samples) => send(samples.buffer),
    stop() {
      ended = true;
      send(JSON.stringify({ type: "stop" }));
    },
  };
}
