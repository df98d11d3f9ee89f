// The page: recording or file, list, transcripts without and with it.

import { correct, setKey, transcribe } from "./api.js";
import { byId, replace, reported, say } from "./dom.js";
import { showDownloads } from "./downloads.js";
import { showEvidence } from "./evidence.js";
import { ListEditor } from "./list.js";
import { LiveRecording } from "./live.js";
import { showReport } from "./report.js";
import { decoded } from "./sound.js";
import { connectStored, refresh } from "./stored.js";
import { between, showWith, showWithout } from "./transcript.js";

const TRANSCRIPT = /\.(txt|srt|vtt|json|ctm|tsv)$/i;
const editor = new ListEditor(byId("rows"));
const state = { file: null, sound: null, transcript: null, without: null, busy: false };

async function work() {
  if (state.busy || !state.file) return;
  state.busy = true;
  setBusy(true);
  try {
    say("Transcribing …");
    const words = editor.words();
    state.transcript ? await showCorrection(words) : await showTranscription(words);
    say("Done.");
    byId("result").focus();
  } catch (error) {
    say(error.message, true);
    if (error.status === 401) askForKey();
  } finally {
    state.busy = false;
    setBusy(false);
  }
}

async function showTranscription(words) {
  state.without ??= await transcribe(state.file, []);
  const result = words.length ? await transcribe(state.file, words) : state.without;
  const found = occurrences(result);
  showWithout(byId("without"), state.without.words, found.filter((one) => one.written));
  show(result, words, (one) => between(state.without.words, one));
}

async function showCorrection(words) {
  const given = await state.transcript.text();
  const result = await correct(state.file, state.transcript, words);
  replace(byId("without"), given);
  const before = (one) => result.replacements.find((item) => Math.abs(item.start - one.start) < 0.05)?.before;
  show(result, words, before);
}

function show(result, words, before) {
  const choose = (one, button) => {
    for (const other of document.querySelectorAll(".entry")) other.setAttribute("aria-pressed", String(other === button));
    showEvidence(one, { sound: state.sound, words, before: before(one), closed: () => closeEvidence(button) });
  };
  showWith(byId("with"), result.words, occurrences(result), choose);
  showReport(result, choose);
  showDownloads(result, state.file.name.replace(/\.[^.]*$/, ""));
  byId("result").hidden = false;
  byId("evidence").hidden = true;
}

const occurrences = (result) => (result.diagnostics ?? []).flatMap((item) => item.occurrences ?? []);

function closeEvidence(button) {
  byId("evidence").hidden = true;
  button.setAttribute("aria-pressed", "false");
  button.focus();
}

function setBusy(busy) {
  document.body.setAttribute("aria-busy", String(busy));
  byId("again").disabled = busy || !state.file;
}

function askForKey() {
  byId("key-box").open = true;
  byId("key").focus();
}

async function use(file, sound = undefined) {
  Object.assign(state, { file, sound: sound ?? (await decoded(file)), without: null });
  await work();
}

function connectRecording() {
  const button = byId("record");
  let live = null;
  button.addEventListener("click", () => reported(async () => {
    if (live) {
      const running = live;
      live = null;
      button.disabled = true;
      say("Finishing …");
      const { sound, file } = await running.stop().finally(() => {
        button.disabled = false;
        button.textContent = "Record";
        button.classList.remove("on");
      });
      state.transcript = null;
      await use(file, sound);
      return;
    }
    const starting = new LiveRecording();
    await starting.start(editor.words());
    live = starting;
    button.textContent = "Stop";
    button.classList.add("on");
    say("Recording.");
  }));
}

function connectFiles() {
  const take = (files) => reported(async () => {
    const given = [...files];
    const transcript = given.find((file) => TRANSCRIPT.test(file.name));
    const recording = given.find((file) => file !== transcript);
    if (transcript) state.transcript = transcript;
    if (recording) await use(recording);
    else if (state.file) await work();
    else if (transcript) say("Now the recording of this transcript.");
  });
  for (const id of ["file", "transcript"]) {
    byId(id).addEventListener("change", (event) => {
      if (id === "transcript" && !event.target.files.length) state.transcript = null;
      void take(event.target.files);
    });
  }
  const over = (event, on) => {
    event.preventDefault();
    document.body.classList.toggle("over", on);
  };
  addEventListener("dragover", (event) => over(event, true));
  addEventListener("dragleave", (event) => over(event, false));
  addEventListener("drop", (event) => {
    over(event, false);
    void take(event.dataTransfer.files);
  });
}

function connectList() {
  editor.add();
  byId("add").addEventListener("click", () => editor.add({}, true));
  byId("paste-open").addEventListener("click", () => {
    const box = byId("paste-box");
    box.hidden = !box.hidden;
    byId("paste-open").setAttribute("aria-expanded", String(!box.hidden));
    if (!box.hidden) byId("paste").focus();
  });
  byId("paste-add").addEventListener("click", () => reported(() => {
    const lines = byId("paste").value.split("\n").map((line) => line.trim()).filter(Boolean);
    editor.set([...editor.words(), ...lines.map((phrase) => ({ phrase }))]);
    byId("paste").value = "";
    say(`${lines.length} added.`);
  }));
  connectStored(editor);
}

byId("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  setKey(byId("key").value);
  void reported(async () => {
    await refresh();
    say("The key is in use.");
  });
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !byId("evidence").hidden) byId("evidence-body").querySelector(".bar button:last-child").click();
});
byId("again").addEventListener("click", () => void work());
connectList();
connectRecording();
connectFiles();
refresh().catch((error) => error.status === 401 && askForKey());
