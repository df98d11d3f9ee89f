"""Pickling a recognizer failed with "cannot pickle 'Search' object"; compiled lists could not be pickled."""

import copy
import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from earmark import Recognizer
from earmark.errors import EarmarkError


def test_a_recognizer_says_what_to_do(model_folder: Path) -> None:
    recognizer = Recognizer(model_folder)
    with pytest.raises(
        EarmarkError, match="cannot be pickled, it holds a loaded network: make one"
    ):
        pickle.dumps(recognizer)
    assert copy.copy(recognizer).model is recognizer.model


def test_a_list_is_handed_to_another_process(model_folder: Path) -> None:
    words = Recognizer(model_folder).compile(["Jazz", "Fog"])
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(len, words).result() == 2
