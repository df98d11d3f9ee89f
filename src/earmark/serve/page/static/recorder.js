// The microphone: samples as they come, and all of them at the end.

import { joined } from "./sound.js";

// As it is: what browsers do against noise and echo changes phones, and the recognizer sets the level itself.
const AUDIO = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false };

export class Recorder {
  async start(onSamples = () => {}) {
    if (!navigator.mediaDevices) throw new Error("The microphone needs https, or a page of this machine.");
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: AUDIO });
    } catch (error) {
      throw new Error(`The microphone cannot be used (${error.message || error.name}): allow it for this page.`);
    }
    this.context = new AudioContext();
    this.rate = this.context.sampleRate;
    await this.context.audioWorklet.addModule("/page/worklet.js");
    this.blocks = [];
    this.node = new AudioWorkletNode(this.context, "tap", { numberOfOutputs: 0 });
    this.node.port.onmessage = ({ data }) => {
      this.blocks.push(data);
      if (data.length) onSamples(data);
      this.last?.();
    };
    this.context.createMediaStreamSource(this.stream).connect(this.node);
  }

  async stop() {
    await new Promise((resolve) => {
      this.last = resolve;
      this.node.port.postMessage("last");
    });
    for (const track of this.stream.getTracks()) track.stop();
    await this.context.close();
    return { samples: joined(this.blocks), rate: this.rate };
  }
}
