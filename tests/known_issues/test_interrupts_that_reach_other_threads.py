"""An interrupt of the thread that compiled a list was raised in all threads that waited for the same list."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from earmark.biasing import BiasStore, WordCompiler
from earmark.errors import WordListError
from earmark.language import DEFAULT
from earmark.models import Alphabet, AlphabetTokenizer

WAITING = 5


class Failing:
    """A compiler whose first call ends in an error, once others wait for its list."""

    def __init__(self, error):
        alphabet = Alphabet(("<blank>", "|", *"abcdefghijklmnopqrstuvwxyz"), words="separated", mark="|")
        self.compiler = WordCompiler(AlphabetTokenizer(alphabet), alphabet, language=DEFAULT)
        self.fingerprint, self.error, self.calls = self.compiler.fingerprint, error, 0
        self.begun, self.go_on = threading.Event(), threading.Event()

    def compile(self, words):
        self.calls += 1
        if self.calls == 1:
            self.begun.set()
            assert self.go_on.wait(30)
            raise self.error
        return self.compiler.compile(words)


def outcomes(error):
    """What the failing call and those that waited for it end in, and the number of lists compiled."""
    store, compiler = BiasStore(), Failing(error)

    def ask():
        try:
            return store.compile(["king", "queen"], compiler)
        except BaseException as raised:
            return raised

    with ThreadPoolExecutor(WAITING + 1) as pool:
        failing = pool.submit(ask)
        assert compiler.begun.wait(30)
        waiting = [pool.submit(ask) for _ in range(WAITING)]
        time.sleep(0.1)
        compiler.go_on.set()
        found = failing.result(30), [one.result(30) for one in waiting], compiler.calls
    assert not store._pending
    return found


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(1), MemoryError(), RuntimeError("lost")])
def test_one_of_those_that_wait_compiles_the_list(error):
    failed, others, compiled = outcomes(error)
    assert failed is error
    assert len({id(one) for one in others}) == 1 and len(others[0].word_list) == 2
    assert compiled == 2


def test_those_that_wait_share_the_sentence_that_refuses_the_list():
    failed, others, compiled = outcomes(WordListError("no words"))
    assert all(one is failed for one in others) and compiled == 1
