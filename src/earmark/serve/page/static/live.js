// Recording: partials while somebody speaks, and the sound at the end.

import { openStream } from "./api.js";
import { byId, say } from "./dom.js";
import { Recorder } from "./recorder.js";
import { wav, whole } from "./sound.js";

const finals = [];

function show(stable, tentative) {
  byId("live").hidden = false;
  byId("said").textContent = finals.length ? `${finals.join(" ")} ` : "";
  byId("stable").textContent = stable;
  byId("tentative").textContent = tentative;
}

export class LiveRecording {
  async start(words) {
    finals.length = 0;
    this.recorder = new Recorder();
    await this.recorder.start((samples) => this.stream?.send(whole(samples)));
    this.closed = new Promise((resolve) => {
      this.stream = openStream(this.recorder.rate, words, {
        partial: ({ stable, tentative }) => show(stable, tentative),
        final: ({ text }) => {
          if (text) finals.push(text);
          show("", "");
        },
        failed: (message) => say(message, true),
        closed: resolve,
      });
    });
    show("", "");
  }

  // The sound, when the stream has said all that it knows.
  async stop() {
    const sound = await this.recorder.stop();
    this.stream.stop();
    await this.closed;
    return { sound, file: wav(sound) };
  }
}
