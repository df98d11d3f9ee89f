// Hands samples of the microphone on in blocks of an eighth of a second.

class Tap extends AudioWorkletProcessor {
  constructor() {
    super();
    this.block = new Float32Array(Math.round(sampleRate / 8));
    this.filled = 0;
    this.port.onmessage = () => this.hand();
  }

  hand() {
    this.port.postMessage(this.block.slice(0, this.filled));
    this.filled = 0;
  }

  process([input]) {
    for (const sample of input[0] ?? []) {
      this.block[this.filled++] = sample;
      if (this.filled === this.block.length) this.hand();
    }
    return true;
  }
}

registerProcessor("tap", Tap);
