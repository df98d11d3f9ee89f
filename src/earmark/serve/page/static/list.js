// The word list as rows of fields.

import { pronounce } from "./api.js";
import { el, reported, say } from "./dom.js";
import { Recorder } from "./recorder.js";
import { wav } from "./sound.js";

const FIELDS = [
  ["phrase", "Word or phrase"],
  ["display_as", "Written as"],
  ["sounds_like", "Sounds like"],
  ["ipa", "IPA"],
];
const MOST = 500; // rows: more are slow to edit by hand, and can be used by the list's id
const LONGEST = 6000; // milliseconds of a clip of one word

export class ListEditor {
  constructor(body) {
    this.body = body;
    this.made = 0;
  }

  add(word = {}, focus = false) {
    const number = ++this.made;
    const inputs = FIELDS.map(([name, label]) =>
      el("input", {
        name, value: text(word[name]), autocomplete: "off", spellcheck: false,
        "aria-label": `${label}, row ${number}`, placeholder: label,
        onkeydown: (event) => event.key === "Enter" && this.add({}, true),
      }),
    );
    const row = el("tr", {}, ...inputs.map((input) => el("td", {}, input)));
    row.weight = word.weight;
    row.append(el("td", {}, this.sayButton(row, number), " ", this.removeButton(row, number)));
    this.body.append(row);
    if (focus) inputs[0].focus();
  }

  set(words) {
    if (words.length > MOST) throw new Error(`${words.length} entries are too many to edit here, at most ${MOST}: use the list by its id.`);
    this.body.replaceChildren();
    for (const word of words) this.add(word);
  }

  // The entries as the server reads them; rows without a word are left out.
  words() {
    return [...this.body.rows].map((row) => this.word(row)).filter((word) => word.phrase);
  }

  word(row) {
    const word = {};
    for (const [name] of FIELDS) {
      const value = field(row, name).value.trim();
      if (value) word[name] = value;
    }
    if (word.phrase && row.weight !== undefined && row.weight !== 1) word.weight = row.weight;
    return word;
  }

  removeButton(row, number) {
    const remove = () => {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      if (!next) this.add({}, true);
      else field(next, "phrase").focus();
    };
    return el("button", { type: "button", "aria-label": `Remove row ${number}`, onclick: remove }, "Remove");
  }

  sayButton(row, number) {
    const button = el("button", { type: "button", "aria-label": `Say it, row ${number}`, "aria-pressed": "false" }, "Say it");
    let recorder = null;
    const pressed = (on) => {
      button.setAttribute("aria-pressed", String(on));
      button.classList.toggle("on", on);
      button.textContent = on ? "Stop" : "Say it";
      button.setAttribute("aria-label", `${on ? "Stop" : "Say it"}, row ${number}`);
    };
    const stop = async () => {
      const running = recorder;
      recorder = null;
      if (!running) return;
      pressed(false);
      await this.enrol(row, wav(await running.stop()));
    };
    button.addEventListener("click", () => reported(async () => {
      if (recorder) return stop();
      if (!this.word(row).phrase) throw new Error("Write the word first, then say it.");
      const starting = new Recorder();
      await starting.start();
      recorder = starting;
      pressed(true);
      say(`Say “${this.word(row).phrase}” once, then press Stop.`);
      setTimeout(() => recorder === starting && reported(stop), LONGEST);
      return undefined;
    }));
    return button;
  }

  async enrol(row, clip) {
    const phrase = this.word(row).phrase;
    say("Recognising how it is said …");
    const found = await pronounce(clip, phrase);
    const ipa = field(row, "ipa");
    const known = ipa.value.split("|").map((part) => part.trim()).filter(Boolean);
    ipa.value = [...new Set([...known, found.ipa])].join(" | ");
    say(`“${phrase}” is said ${found.ipa}.${found.problem ? ` But: ${found.problem}` : ""}`);
  }
}

const field = (row, name) => row.querySelector(`input[name="${name}"]`);

function text(value) {
  if (value === undefined || value === null) return "";
  return Array.isArray(value) ? value.join(" | ") : String(value);
}
