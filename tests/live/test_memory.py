import gc
import tracemalloc


def test_memory_stays_flat(recognizer, audio):
    audio = audio[: 5 * 16_000]  # an utterance and its end
    stream = recognizer.stream()

    def hear():
        for start in range(0, len(audio), 4000):
            stream.accept(audio[start : start + 4000])
            stream.partial()
            stream.take_final()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        hear()
        first = hear()
        later = [hear() for _ in range(4)]
    finally:
        tracemalloc.stop()
    assert later[-1] - first < 100_000  # bytes; a second of audio has 64,000
