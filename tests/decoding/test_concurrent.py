"""One search, one language model and a list shared by many threads; `make sanitize` runs it under TSan."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from decoding.language import VOCABULARY, write
from decoding.reference import entries, random_log_probs
from english import PHONES

from earmark.decoding import BeamDecoder, DecodeOptions, PhoneLexicon, WordLm
from earmark.lexicon import Lexicon

SYMBOLS = (*PHONES, "<wb>", "<blank>")
LEXICON = Lexicon.of({"a": ["ə", "eɪ"], "ab": ["æ b"], "abb": ["æ b ə"], "b": ["b i"]})
FRAMES = 12
LISTS = [None, entries([3]), entries([1, 2], [3, 3]), entries([3, 2], weights=[-1.0])]


@pytest.fixture(scope="module")
def decoder(tmp_path_factory) -> BeamDecoder:
    lm = WordLm.load(write(tmp_path_factory.mktemp("lm")))
    return BeamDecoder(
        VOCABULARY,
        DecodeOptions.of({"search.threads": 3}),
        lm,
        PhoneLexicon(LEXICON, SYMBOLS, len(SYMBOLS) - 1),
    )


def search(decoder: BeamDecoder, seed: int):
    """Search a batch of four utterances, each with a list of its own."""
    batch = [random_log_probs(seed + i, FRAMES, len(VOCABULARY)) for i in range(4)]
    phones = [random_log_probs(seed + i + 99, 2 * FRAMES, len(SYMBOLS), peak=0.05) for i in range(4)]
    return decoder.decode_batch(batch, LISTS, nbest=3, phones=phones)


def test_threads_that_share_a_search_find_what_one_finds(decoder):
    seeds = [seed for seed in range(8) for _ in range(6)]
    alone = {seed: search(decoder, seed) for seed in set(seeds)}
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda seed: search(decoder, seed), seeds)) == [alone[seed] for seed in seeds]
