import gzip
import math
import random
import threading

import kenlm
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.decoding import WordLm
from earmark.errors import LanguageModelError
from earmark.training.ngram import NgramOptions, train_ngram

TOY = """\\data\\
ngram 1=6
ngram 2=4
ngram 3=1

\\1-grams:
-1.0\t<unk>
-99\t<s>\t-0.5
-0.9\t</s>
-0.8\tb\t-0.25
-0.7\ta\t-0.125
-2.0\t<boost>

\\2-grams:
-0.4\t<s> a\t-0.0625
-0.3\ta b\t-0.03125
-0.2\tb </s>
-0.6\tb a

\\3-grams:
-0.1\t<s> a b

\\end\\
"""
LN10 = math.log(10)


@pytest.fixture
def toy(tmp_path):
    path = tmp_path / "toy.arpa"
    path.write_text(TOY)
    return path


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A folder with lm.arpa, lm.arpa.gz, lm.bin (8 bits) of some text, and the text."""
    folder = tmp_path_factory.mktemp("lm")
    rng = random.Random(5)
    words = ["".join(rng.choices("abcde'", k=rng.randint(1, 5))) for _ in range(60)]
    lines = [" ".join(rng.choices(words, weights=range(60, 0, -1), k=rng.randint(1, 12))) for _ in range(800)]
    (folder / "text.txt").write_text("\n".join(lines))
    outputs = [folder / name for name in ("lm.arpa", "lm.arpa.gz", "lm.bin")]
    train_ngram([folder / "text.txt"], outputs, NgramOptions(order=4, prune=(0, 0, 1)), normalised=True)
    return folder, lines, words


@pytest.mark.parametrize(
    ("text", "bos", "eos", "log10"),
    [
        (
            "a b",
            True,
            True,
            -0.4 - 0.1 - 0.2,
        ),  # <s> a, <s> a b, then "a b </s>" from b </s> (+ weight of a b)
        ("a", True, False, -0.4),
        ("b", True, False, -0.5 - 0.8),  # weight of <s>, b alone
        ("b a", False, False, -0.8 - 0.6),
        ("zebra", False, False, -1.0),
        ("a zebra", True, False, -0.4 - 0.0625 - 0.125 - 1.0),  # weights of <s> a and of a
        ("", True, True, -0.5 - 0.9),
        ("", False, False, 0.0),
    ],
)
def test_scores_by_hand(toy, text, bos, eos, log10):
    if text == "a b" and eos:
        log10 -= 0.03125
    assert WordLm.load(toy).score(text, bos, eos) == pytest.approx(log10 * LN10, abs=1e-5)


def test_words_are_numbered_by_spelling(toy, trained):
    core = WordLm.load(toy).core
    assert [core.word(i) for i in range(core.words)] == ["<unk>", "<s>", "</s>", "<boost>", "a", "b"]
    assert (core.boost_class, core.first_word) == (3, 4)
    core = WordLm.load(trained[0] / "lm.bin").core
    words = [core.word(i) for i in range(core.first_word, core.words)]
    assert words == sorted(words) and [core.id(w) for w in words] == list(range(core.first_word, core.words))
    assert core.id("absent") == 0 and core.id("") == 0


def test_a_state_holds_no_more_than_the_model_can_use(toy):
    core = WordLm.load(toy).core
    a, b = core.id("a"), core.id("b")
    state = core.score(core.begin(), a)[1]
    assert state.words == [a, 1]  # a after <s> is a context of <s> a b
    after = core.score(state, b)[1]
    assert after.words == [b, a]  # listed with a weight
    assert core.score(core.empty(), 0)[1] == core.empty()  # nothing follows an unknown word
    one, two = (core.score(s, 3)[1] for s in (core.begin(), core.empty()))
    assert one == two and hash(one) == hash(two)


def test_equals_kenlm(trained):
    folder, lines, words = trained
    peer = kenlm.Model(str(folder / "lm.arpa"))
    rng = random.Random(1)
    made_up = [" ".join(rng.choices([*words, "zzz"], k=rng.randint(0, 15))) for _ in range(300)]
    for name in ("lm.arpa", "lm.arpa.gz"):
        model = WordLm.load(folder / name)
        for text in lines[:200] + made_up:
            for bos in (True, False):
                for eos in (True, False):
                    expected = LN10 * peer.score(text, bos=bos, eos=eos)
                    assert model.score(text, bos, eos) == pytest.approx(expected, abs=1e-4)


def test_models_that_lack_suffixes_or_contexts_score_as_back_off_says(tmp_path):
    """SRILM leaves such holes when it prunes: here "<s> a b" without "a b"."""
    path = tmp_path / "holes.arpa"
    text = TOY.replace("ngram 2=4", "ngram 2=2").replace("-0.3\ta b\t-0.03125\n", "")
    path.write_text(text.replace("-0.6\tb a\n", ""))
    model = WordLm.load(path)
    assert model.counts() == (6, 3, 1)
    after_b = (-0.25 - 0.7) + (-0.125 - 0.9)  # a, </s>
    assert model.score("a b a") == pytest.approx(LN10 * (-0.4 - 0.1 + after_b), abs=1e-5)
    assert model.score("b a") == pytest.approx(LN10 * (-0.5 - 0.8 + after_b), abs=1e-5)
    assert model.score("a b", False) == pytest.approx(LN10 * (-0.7 - 0.125 - 0.8 - 0.2), abs=1e-5)


@pytest.mark.parametrize(("bits", "error"), [(4, 0.3), (6, 0.06), (8, 0.015), (12, 0.001)])
def test_quantised_scores_are_near(trained, tmp_path, bits, error):
    folder, lines, _ = trained
    exact = WordLm.load(folder / "lm.arpa")
    coded = WordLm.load(folder / "lm.arpa", bits)
    coded.save(tmp_path / "coded.bin")
    mapped = WordLm.load(tmp_path / "coded.bin")
    a, b = exact.perplexity(lines), coded.perplexity(lines)
    assert abs(a.log_prob - b.log_prob) / a.events < error
    assert mapped.perplexity(lines) == b


def test_many_texts_at_once_on_many_threads(trained):
    folder, lines, _ = trained
    model = WordLm.load(folder / "lm.bin")
    alone = [model.score(line) for line in lines]
    assert [s.log_prob for s in model.score_all(lines, threads=4)] == alone
    assert model.core.score_ids(model.core.encode(lines)) == pytest.approx(sum(alone))
    seen = []
    threads = [threading.Thread(target=lambda: seen.append(model.score(lines[0]))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [alone[0]] * 8


def test_unknown_words_are_counted(toy):
    score = WordLm.load(toy).perplexity(["a zebra", "gnu b"])
    assert (score.events, score.unknown) == (6, 2)
    assert score.perplexity == pytest.approx(math.exp(-score.log_prob / 6))
    assert math.isnan(WordLm.load(toy).perplexity([]).perplexity)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_damaged_file_is_refused(trained, data):
    """Whatever byte is changed or wherever the file is cut."""
    good = (trained[0] / "lm.bin").read_bytes()
    path = trained[0] / "damaged.bin"
    at = data.draw(st.integers(0, len(good) - 1))
    if data.draw(st.booleans()):
        path.write_bytes(good[:at])
    else:
        flipped = bytearray(good)
        flipped[at] ^= data.draw(st.integers(1, 255))
        path.write_bytes(flipped)
    with pytest.raises(LanguageModelError):
        WordLm.load(path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("\\end\\", ""), "was cut short"),
        (("ngram 2=4", "ngram 2=5"), "4 2-grams, announced were 5"),
        (("-0.3\ta b", "-0.3\ta c"), "line 16: 'c' is not among the 1-grams"),
        (("-0.3\ta b", "0.3\ta b"), "line 16: .*expected a base-10 logarithm"),
        (("-0.3\ta b\t-0.03125", "-0.3\ta"), "line 16: .*expected 2 words"),
        (("-0.3\ta b\t-0.03125", "-0.3\ta b x"), "'x' is no back-off weight"),
        (("-0.8\tb", "-0.8\ta"), "'a' for the second time"),
        (("-0.6\tb a", "-0.6\tb </s>"), "stands there twice"),
        (("-0.9\t</s>", "-0.9\tend"), "the 1-grams lack </s>|'</s>' is not among"),
        (("\\3-grams:", "\\4-grams:"), "out of turn"),
        (("\\data\\", "data"), "this is no ARPA file"),
        (("ngram 3=1", "ngram 7=1"), "order 7, expected 3; orders up to 6 are read"),
    ],
)
def test_what_is_wrong_with_an_arpa_file(toy, change, said):
    toy.write_text(TOY.replace(*change))
    with pytest.raises(LanguageModelError, match=said):
        WordLm.load(toy)


def test_files_that_are_no_language_model(tmp_path, toy):
    empty, cut = tmp_path / "empty", tmp_path / "cut.gz"
    empty.write_bytes(b"")
    cut.write_bytes(gzip.compress(TOY.encode())[:-12])
    for path, said in [
        (empty, "is empty, expected a language model"),
        (cut, "cut short or damaged while compressed"),
        (tmp_path, "Is a directory"),
        (tmp_path / "lost.bin", "No such file"),
    ]:
        with pytest.raises(LanguageModelError, match=said):
            WordLm.load(path)
    with pytest.raises(LanguageModelError, match="cannot write"):
        WordLm.load(toy).save(tmp_path / "no" / "folder.bin")


def test_models_in_capitals_are_read_in_lower_case(tmp_path, toy):
    capitals = tmp_path / "capitals.arpa"
    shouted = TOY.replace(" a", " É").replace("\ta", "\tÉ").replace("b", "B").replace("<Boost>", "<boost>")
    for mark in ("<unk>", "<s>", "</s>"):
        shouted = shouted.replace(mark, mark.upper())
    capitals.write_text(shouted.replace("\n", "\r\n"), encoding="utf-8")
    folded, plain = WordLm.load(capitals), WordLm.load(toy)
    assert "é" in folded and "É" not in folded and folded.has_class
    assert [folded.score(text) for text in ("é b", "zebra é", "")] == [
        plain.score(text) for text in ("a b", "zebra a", "")
    ]
    packed = tmp_path / "capitals.arpa.gz"
    packed.write_bytes(gzip.compress(capitals.read_bytes()))
    assert WordLm.load(packed).score("é b") == folded.score("é b")


def test_words_that_differ_in_capitals_alone_count_together(toy):
    toy.write_text(TOY.replace("-2.0\t<boost>", "-2.0\tA"))
    lm = WordLm.load(toy)
    alone = LN10 * math.log10(10**-0.7 + 10**-2.0)
    assert lm.score("a", bos=False, eos=False) == pytest.approx(alone, abs=1e-5)
    begun = LN10 * math.log10(10**-0.4 + 10 ** (-0.5 - 2.0))  # "A" is no bigram after <s>, and backs off
    assert lm.score("a", eos=False) == pytest.approx(begun, abs=1e-5)
    assert WordLm.load(toy, case="kept").score("a A", bos=False, eos=False) < 0


def test_blocks_end_where_lines_do(monkeypatch, toy):
    whole = WordLm.load(toy).score("a b a")
    for size in (1, 7, 50):
        monkeypatch.setattr("earmark.decoding.word_lm.BLOCK", size)
        assert WordLm.load(toy).score("a b a") == whole
