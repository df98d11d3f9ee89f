"""earmark.decode and earmark.Decoder: a recognizer without a network."""

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from log_probs.rows import LABELS, call

import earmark
from earmark import Decoder, Recognizer, Word, WordList
from earmark.biasing import BiasStore
from earmark.decoding import WordLm
from earmark.errors import EarmarkError, EmissionsError, ModelError, OptionsError, WordListError
from earmark.log_probs.labels_model import LabelsModel
from earmark.models import Alphabet, AlphabetTokenizer, Emissions
from earmark.models.rows import log_softmax
from earmark.offline import EncodedAudio

ROWS = call()
ALPHABET = Alphabet.guess(LABELS)
NAMES = ["Fremont", "Reykjavik"]
TOY_LM = (
    "\\data\\\nngram 1=6\n\n\\1-grams:\n-5 <unk>\n-99 <s>\n-1 </s>\n-1 call\n-1 now\n-1 <boost>\n\n\\end\\\n"
)


def random_rows(seed, frames):
    return log_softmax(np.random.default_rng(seed).normal(0, 2, (frames, len(LABELS))).astype(np.float32))


def test_one_call():
    assert earmark.decode(ROWS, LABELS).text == "call frimont now"
    transcript = earmark.decode(ROWS, LABELS, words=["Fremont"], frame_shift=0.02, nbest=3)
    assert transcript.text == "call Fremont now" == transcript.nbest[0]
    (entry,) = transcript.entries
    assert entry.entry == "Fremont" and entry.boost > 0 and entry.alternative == "frimont"
    assert [word.start for word in transcript.words] == [0.0, 0.3, 0.78]
    assert transcript.seconds == round(len(ROWS) * 0.02, 3)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("words", [None, NAMES])
def test_it_is_what_a_recognizer_makes_of_the_same_rows(seed, words):
    model = LabelsModel(ALPHABET, AlphabetTokenizer(ALPHABET), "en", 0.04)
    options = {"search.beam": 8, "boosting.bonus": 2.0}
    recognizer = Recognizer(model, options, phones=None)  # rows alone come without sound
    rows = np.concatenate([call(), random_rows(seed, 60), np.full((80, 29), np.log(1 / 29), np.float32)])
    encoded = EncodedAudio((Emissions(rows, 0.04),), len(rows) * 0.04)
    (expected,) = recognizer.decode([encoded], words, 3)
    assert Decoder(LABELS, options, frame_shift=0.04).decode(rows, words, 3) == expected


def test_times_are_rows_without_a_frame_shift():
    transcript = earmark.decode(ROWS, LABELS, words=NAMES)
    timed = earmark.decode(ROWS, LABELS, words=NAMES, frame_shift=0.02)
    assert transcript.text == timed.text and transcript.seconds == len(ROWS)
    assert [(w.start, w.end) for w in transcript.words] == [
        (round(w.start / 0.02), round(w.end / 0.02)) for w in timed.words
    ]
    assert transcript.entries[0].start == transcript.words[1].start == 15.0


def test_nothing_is_silence_by_the_clock_without_a_frame_shift():
    flat = np.full((200, len(LABELS)), np.log(1 / len(LABELS)), np.float32)
    flat[100, 3] += 0.1
    option = "calibration.suppress_non_speech"
    assert Decoder(LABELS).options[option] == 0.0 < Decoder(LABELS, frame_shift=0.02).options[option]
    assert earmark.decode(flat, LABELS, frame_shift=0.02).text == ""
    assert earmark.decode(flat, LABELS).words == earmark.decode(flat, LABELS, options={option: 0.0}).words
    for use in (lambda: Decoder(LABELS, {option: 0.2}), lambda: Decoder(LABELS).with_options({option: 0.2})):
        with pytest.raises(OptionsError, match="looks at half a second: give frame_shift too"):
            use()


LOGITS = (ROWS + np.linspace(-3, 12, len(ROWS))[:, None]).astype(np.float32)


def test_logits_are_taken_when_said_and_refused_when_not():
    decoder = Decoder(LABELS, words=NAMES, logits=True)
    assert decoder.decode(LOGITS).text == "call Fremont now"
    found, expected = decoder.decode(ROWS), Decoder(LABELS, words=NAMES).decode(ROWS)
    assert [(w.text, w.start, w.end) for w in found.words] == [
        (w.text, w.start, w.end) for w in expected.words
    ]
    assert [w.acoustic_confidence for w in found.words] == pytest.approx(
        [w.acoustic_confidence for w in expected.words]
    )
    message = "log_probs hold values up to .*: say that they are logits, with logits=True or --logits, if"
    with pytest.raises(EmissionsError, match=message):
        earmark.decode(LOGITS, LABELS)
    with pytest.raises(EmissionsError, match="total probability of .* logits=True"):
        earmark.decode(LOGITS - LOGITS.max(), LABELS)
    with pytest.raises(EmissionsError, match="logits are probabilities, expected logits: apply np.log"):
        decoder.decode(np.exp(ROWS))
    with pytest.raises(EmissionsError, match="are probabilities, expected their natural logarithms"):
        earmark.decode(np.exp(ROWS), LABELS)
    for bad in (np.nan, np.inf):
        with pytest.raises(EmissionsError, match="logits hold NaN, first in frame 0"):
            decoder.decode(np.full((3, len(LABELS)), bad))
    with pytest.raises(OptionsError, match="logits is 'yes', of type str; expected True or False"):
        Decoder(LABELS, logits="yes")


class HasArray:
    def __init__(self, rows):
        self.rows = rows

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.rows, dtype)


KINDS = {
    "float16": ROWS.astype(np.float16),
    "float64": ROWS.astype(np.float64),
    "columns first": np.asfortranarray(ROWS),
    "lists": ROWS.tolist(),
    "__array__": HasArray(ROWS),
    "tensor": torch.tensor(ROWS),
    "tensor with gradients": torch.tensor(ROWS, requires_grad=True),
    "half tensor": torch.tensor(ROWS).half(),
    "bfloat16 tensor": torch.tensor(ROWS).bfloat16(),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("logits", [False, True])
def test_kinds_of_arrays(kind, logits):
    transcript = earmark.decode(KINDS[kind], LABELS, NAMES, logits=logits)
    assert transcript.text == "call Fremont now"


def test_a_batch_gives_what_each_gives_alone():
    rows = [call(), random_rows(1, 40), random_rows(2, 0), call("frimnnt")]
    decoder = Decoder(LABELS, {"search.threads": 2}, NAMES, frame_shift=0.02)
    alone = [decoder.decode(one) for one in rows]
    assert decoder.decode_batch(rows) == alone == list(decoder.decode_each(rows))
    assert decoder.decode_batch(tuple(map(torch.tensor, rows))) == alone
    lengths = [len(one) for one in rows]
    padded = np.zeros((len(rows), max(lengths), len(LABELS)), np.float32)
    for number, one in enumerate(rows):
        padded[number, : len(one)] = one
    for given in (lengths, np.array(lengths), torch.tensor(lengths)):
        assert decoder.decode_batch(padded, lengths=given) == alone
    assert decoder.decode_batch(torch.tensor(padded), lengths=lengths, nbest=2) == [
        decoder.decode(one, nbest=2) for one in rows
    ]
    assert decoder.decode_batch([]) == []


def test_a_list_for_each_utterance():
    decoder = Decoder(LABELS)
    texts = [t.text for t in decoder.decode_batch([ROWS, ROWS], words_each=[None, NAMES])]
    assert texts == ["call frimont now", "call Fremont now"]
    with pytest.raises(OptionsError, match="words_each has 1 lists for 2"):
        decoder.decode_batch([ROWS, ROWS], words_each=[NAMES])


def test_bad_utterances_are_named_or_yielded():
    decoder, rows = Decoder(LABELS, words=NAMES), [ROWS, ROWS[:, :5], LOGITS, ROWS]
    with pytest.raises(EmissionsError, match=r"utterance 1 of 4: log_probs have shape \(\d+, 5\), expected"):
        decoder.decode_batch(rows)
    results = list(decoder.decode_each(rows))
    assert [isinstance(one, EarmarkError) for one in results] == [False, True, True, False]
    assert results[0] == results[3] == decoder.decode(ROWS)


@pytest.mark.parametrize(
    ("batch", "lengths", "message"),
    [
        (ROWS, None, r"log_probs is array.*expected a list of \(T, V\) arrays or \(B, T, V\)"),
        ("rows.npy", None, "expected a list of"),
        (5, None, "expected a list of"),
        ([ROWS], [1, 2], r"lengths are \[1, 2\] for 1 utterances: give the number of rows of each"),
        ([ROWS], 3, "lengths are 3 for 1 utterances"),
        ([ROWS], [1000], "one of lengths is 1000, expected a whole number from 0 to 48"),
        ([ROWS], [1.5], "one of lengths is 1.5, expected a whole number"),
    ],
)
def test_batches_that_are_none(batch, lengths, message):
    with pytest.raises(EmissionsError, match=message):
        Decoder(LABELS).decode_batch(batch, lengths=lengths)


@pytest.mark.parametrize("rows", [ROWS[None], ROWS[0], ROWS.T, "rows", [[1.0], [1.0, 2.0]]])
def test_utterances_of_another_shape(rows):
    with pytest.raises(EmissionsError, match="log_probs (have shape|are)"):
        Decoder(LABELS).decode(rows)


def test_lists_of_every_kind(tmp_path):
    path, decoder = tmp_path / "names.csv", Decoder(LABELS)
    path.write_text("phrase,display_as\nFremont,FREMONT!\n")
    shown = [Word("Fremont", display_as="FREMONT!")]
    for words in (path, str(path), shown, WordList.of(shown), decoder.compile(shown)):
        assert decoder.decode(ROWS, words).text == "call FREMONT! now"
        assert Decoder(LABELS, words=words).decode(ROWS).text == "call FREMONT! now"


def test_lists_are_kept_by_the_store():
    store = BiasStore()
    one, other = Decoder(LABELS, store=store), Decoder(LABELS, frame_shift=0.02, store=store)
    assert one.compile(NAMES) is other.compile(list(NAMES)) is one.compile(WordList.of(NAMES))
    assert one.store is store and one.words is None
    assert one.with_options({"search.beam": 5}).compile(NAMES) is one.compile(NAMES)


def test_a_list_that_cannot_be_written():
    transcript = Decoder(LABELS, language="generic").decode(ROWS, ["Fremont", "北京"])
    assert [d.entry for d in transcript.diagnostics] == ["北京"]
    with pytest.raises(WordListError, match="北京"):
        Decoder(LABELS, words=["北京"], language="generic", strict=True)


def test_language():
    assert Decoder(LABELS).language == "en"
    assert Decoder([*LABELS, "ü"]).language == "und" == Decoder(LABELS, language="generic").language
    assert Decoder(LABELS, language="de").language == "de"
    rows = call("frimont", [*LABELS, "ü"])
    assert earmark.decode(rows, [*LABELS, "ü"], ["Fremont"]).text == "call Fremont now"
    with pytest.raises(OptionsError, match="language is 'deutsch', expected an ISO 639 code"):
        Decoder(LABELS, language="deutsch")


def test_a_language_model(tmp_path):
    path = tmp_path / "lm.arpa"
    path.write_text(TOY_LM)
    options = {"lm.weight": 0.5}
    assert Decoder(LABELS).lm is None
    for lm in (path, str(path), WordLm.load(path)):
        decoder = Decoder(LABELS, options, NAMES, lm=lm)
        assert decoder.lm is not None and decoder.decode(ROWS).text == "call Fremont now"
    assert earmark.decode(ROWS, LABELS, NAMES, lm=path, options=options) == decoder.decode(ROWS)
    with pytest.raises(EarmarkError, match="bundled"):
        Decoder(LABELS, lm="bundled")


def test_options():
    decoder = Decoder(LABELS, {"search": {"beam": 7}, "search.nbest": 2})
    assert decoder.options.search.beam == 7 and len(decoder.decode(ROWS).nbest) == 2
    assert decoder.with_options({"search.beam": 9}).options.search.beam == 9
    assert decoder.with_options({"search.beam": 9}).options.search.nbest == 2
    with pytest.raises(OptionsError, match=r"did you mean 'search.beam'\?"):
        earmark.decode(ROWS, LABELS, options={"beam": 3})
    with pytest.raises(OptionsError, match="nbest"):
        decoder.decode(ROWS, nbest=0)
    for shift in (20, 0, math.nan, "fast"):
        with pytest.raises(ModelError, match="frame_shift in seconds .* expected a number from 0.001 to 1"):
            Decoder(LABELS, frame_shift=shift)


def test_threads_share_a_decoder():
    decoder = Decoder(LABELS, words=NAMES)
    rows = [call(), random_rows(3, 50), call(silence=9), random_rows(4, 50)] * 4
    expected = decoder.decode_batch(rows)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(decoder.decode, rows)) == expected


def test_audio_is_refused():
    with pytest.raises(ModelError, match="a Decoder has labels and no network"):
        LabelsModel(ALPHABET, AlphabetTokenizer(ALPHABET), "en", 0.02).encode([])
