from pathlib import Path

import pytest

from earmark.evaluation.alignment import align
from earmark.evaluation.biased import biased_words, split_errors
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.wer import ErrorCounts, count_errors


def split(reference, hypothesis, biased):
    return split_errors(align(reference.split(), hypothesis.split()), set(biased))


def test_substitutions_and_deletions_belong_to_the_reference_word():
    unbiased, biased = split("we saw zelenskyy in fremont", "we so the lansky in", ["zelenskyy", "fremont"])
    assert biased.words == 2 and unbiased.words == 3
    assert biased.errors + unbiased.errors == 4
    assert biased.deletions == 1


def test_insertions_belong_to_the_inserted_word():
    rare, other = ["fremont"], "we moved away"
    assert split(other, "we moved fremont away", rare) == (ErrorCounts(words=3), ErrorCounts(insertions=1))
    # A distractor that nobody said is no rare word of this utterance: the protocol counts it to U-WER.
    assert split(other, "we moved oslo away", rare) == (ErrorCounts(insertions=1, words=3), ErrorCounts())


@pytest.mark.parametrize("hypothesis", ["", "a b c", "b rare x", "rare rare rare rare"])
def test_both_classes_together_are_the_whole(hypothesis):
    alignment = align(["a", "rare", "b"], hypothesis.split())
    unbiased, biased = split_errors(alignment, {"rare"})
    assert unbiased + biased == count_errors(alignment)


def test_rare_words_come_before_entities():
    row = {"id": "u", "audio": Path("u.wav"), "text": "x", "line": 1, "entities": ("Saoirse Ronan",)}
    assert biased_words(Utterance(**row)) == {"saoirse", "ronan"}
    assert biased_words(Utterance(**row, rare=("Lucy's", "Chop"))) == {"lucy's", "chop"}
    assert biased_words(Utterance(**row, rare=())) == frozenset()
