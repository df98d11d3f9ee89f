"""Words of negative weight stood in transcripts, spelt by other sub-words, or became likelier."""

import numpy as np
import pytest

from earmark import Recognizer, Word
from earmark.biasing.diagnostics import SWITCHED_OFF


@pytest.fixture(scope="module")
def compile_list():
    return Recognizer("english").compile


def test_a_word_to_avoid_is_avoided_however_it_is_spelt(compile_list):
    usual = compile_list([Word("radio")]).paths
    avoided = compile_list([Word("radio", weight=-1)]).paths
    assert len(avoided.of(0)) > len(usual.of(0))
    texts = {tuple(path) for path in avoided.of(0)}
    assert {tuple(path) for path in usual.of(0)} <= texts


@pytest.mark.parametrize("weight", [-1.0, 0.0])
def test_a_word_that_is_not_favoured_has_no_pronunciation_of_its_own(compile_list, weight):
    favoured = compile_list(["Kubernetes"]).word_pronunciations
    other = compile_list([Word("Kubernetes", weight=weight), "Fremont"]).word_pronunciations
    assert favoured.get("kubernetes") and not other.get("kubernetes")
    assert other.get("fremont")


def test_weight_nought_is_not_on_the_list(compile_list):
    compiled = compile_list([Word("radio", weight=0), "Fremont"])
    assert [d.code for d in compiled.diagnostics] == [SWITCHED_OFF]
    assert not compiled.entries[0].paths and compiled.entries[1].paths
    alone = compile_list(["Fremont"])
    assert np.array_equal(compiled.paths.tokens, alone.paths.tokens)
