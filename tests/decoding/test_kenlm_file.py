"""Binary files of KenLM, made by its build_binary from kenlm/cased.arpa, whose words have two cases."""

import math
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

import earmark
from earmark.decoding import WordLm
from earmark.errors import LanguageModelError

kenlm = pytest.importorskip("kenlm")

FOLDER = Path(__file__).parent / "kenlm"
BINARIES = ("probing.bin", "trie.bin")
ALL = (*BINARIES, "cased.arpa")
LN10 = math.log(10)


@pytest.mark.parametrize("name", ALL)
def test_words_and_order(name):
    lm = WordLm.load(FOLDER / name)
    assert lm.order == 3
    words = [lm.core.word(word) for word in range(lm.words)]
    assert words == ["<unk>", "<s>", "</s>", "cat", "sat", "the", "ümlaut"]
    assert "the" in lm and "dog" not in lm
    assert lm.counts()[0] == 7


@pytest.mark.parametrize("name", BINARIES)
@pytest.mark.parametrize("text", ["The cat sat", "the cat sat", "the CAT ümlaut", "sat dog the the cat", ""])
def test_scores_are_those_of_kenlm_where_case_is_kept(name, text):
    lm, own = WordLm.load(FOLDER / name, case="kept"), kenlm.Model(str(FOLDER / name))
    for bos in (True, False):
        for eos in (True, False):
            assert lm.score(text, bos, eos) == pytest.approx(LN10 * own.score(text, bos, eos), abs=1e-4)


def test_arpa_and_binary_agree_where_case_is_kept():
    binary, arpa = (WordLm.load(FOLDER / name, case="kept") for name in ("probing.bin", "cased.arpa"))
    for text in ("The cat sat", "cat the CAT", "sat"):
        assert binary.score(text) == pytest.approx(arpa.score(text), abs=1e-4)


@pytest.mark.parametrize("name", ["probing.bin", "cased.arpa"])
def test_spellings_of_one_word_count_together(name):
    lm = WordLm.load(FOLDER / name)
    assert lm.score("the", bos=False, eos=False) == pytest.approx(math.log(10**-0.7 + 10**-0.8), abs=1e-4)
    begins = math.log(10**-0.4 + 10**-0.6)
    assert lm.score("the", eos=False) == pytest.approx(begins, abs=1e-4)
    # "The" is likelier there and goes on; "cat" after it is listed, "CAT" backs off twice.
    cat = math.log(10**-0.1 + 10 ** (-0.1 - 0.3 - 1.2))
    assert lm.score("the cat", eos=False) == pytest.approx(begins + cat, abs=1e-4)


def test_a_search_scores_with_it():
    labels = ["<blank>", "|", *"acehst"]
    rows = np.full((9, len(labels)), 0.01)
    for frame, label in enumerate("the|cas"[:7]):
        rows[frame, labels.index(label)] = 0.9
    rows[6, labels.index("t")] = 0.89
    rows[7:, 0] = 0.9
    log_probs = np.log(rows / rows.sum(axis=1, keepdims=True))
    assert earmark.decode(log_probs, labels, language="generic").text == "the cas"
    for name in ALL:
        assert earmark.decode(log_probs, labels, lm=FOLDER / name, language="generic").text == "the cat"


def test_threads_share_one():
    lm, texts = WordLm.load(FOLDER / "trie.bin"), ["the cat sat", "cat", "sat the cat ümlaut"] * 50
    alone = lm.score_all(texts)
    found = []

    def work():
        found.append(lm.score_all(texts, threads=2))

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert found == [alone] * 4


def test_without_its_words():
    with pytest.raises(LanguageModelError, match="does not hold its words"):
        WordLm.load(FOLDER / "without-words.bin")


def test_without_the_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "kenlm", None)
    with pytest.raises(LanguageModelError, match="pip install kenlm"):
        WordLm.load(FOLDER / "probing.bin")


def test_cut_short(tmp_path):
    path = tmp_path / "cut.bin"
    whole = (FOLDER / "trie.bin").read_bytes()
    path.write_bytes(whole[:200] + whole[-100:])
    with pytest.raises(LanguageModelError, match="cut.bin"):
        WordLm.load(path)


def test_it_is_not_saved(tmp_path):
    with pytest.raises(LanguageModelError, match="cannot be written"):
        WordLm.load(FOLDER / "probing.bin").save(tmp_path / "copy.bin")
