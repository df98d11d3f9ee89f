// Samples: to 16 bits, to WAV, out of files, and to the loudspeaker.

const RATE = 16000; // of decoded files, in samples a second

export function joined(blocks) {
  const all = new Float32Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    all.set(block, at);
    at += block.length;
  }
  return all;
}

export const whole = (samples) => Int16Array.from(samples, (x) => Math.max(-32768, Math.min(32767, Math.round(x * 32767))));

export function wav({ samples, rate }) {
  const data = whole(samples);
  const header = new DataView(new ArrayBuffer(44));
  const text = (at, value) => [...value].forEach((c, i) => header.setUint8(at + i, c.charCodeAt(0)));
  text(0, "RIFF");
  header.setUint32(4, 36 + data.byteLength, true);
  text(8, "WAVEfmt ");
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true);
  header.setUint16(22, 1, true);
  header.setUint32(24, rate, true);
  header.setUint32(28, 2 * rate, true);
  header.setUint16(32, 2, true);
  header.setUint16(34, 16, true);
  text(36, "data");
  header.setUint32(40, data.byteLength, true);
  return new File([header, data], "recording.wav", { type: "audio/wav" });
}

// The samples of a file; null where the browser cannot read it, which the server may all the same.
export async function decoded(file) {
  const context = new OfflineAudioContext(1, 1, RATE);
  try {
    const buffer = await context.decodeAudioData(await file.arrayBuffer());
    return { samples: buffer.getChannelData(0), rate: buffer.sampleRate };
  } catch {
    return null;
  }
}

export function cut({ samples, rate }, start, end) {
  return { samples: samples.slice(Math.max(0, Math.round(start * rate)), Math.round(end * rate)), rate };
}

let player;

export async function play(sound) {
  player?.close();
  player = new AudioContext();
  const buffer = player.createBuffer(1, Math.max(1, sound.samples.length), sound.rate);
  buffer.copyToChannel(sound.samples, 0);
  const source = new AudioBufferSourceNode(player, { buffer });
  source.connect(player.destination);
  source.start();
  return new Promise((resolve) => source.addEventListener("ended", resolve));
}
