"""The store of compiled lists: what it keeps, and what its callers wait for."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from earmark.biasing import BiasStore, Word, WordCompiler, WordList
from earmark.errors import WordListError
from earmark.language import DEFAULT
from earmark.models import SentencePieceTokenizer


@pytest.fixture(scope="session")
def tokenizer(list_tokenizer, alphabet):
    return SentencePieceTokenizer(list_tokenizer, alphabet)


@pytest.fixture(scope="session")
def compiler(tokenizer, alphabet):
    return WordCompiler(tokenizer, alphabet, language=DEFAULT)


class Slow:
    """A compiler that waits before lists of several entries, and counts."""

    def __init__(self, compiler):
        self.compiler, self.fingerprint = compiler, compiler.fingerprint
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.compiled = []

    def compile(self, words):
        self.compiled.append(words[0].text)
        if len(words) > 1:
            self.begun.set()
            assert self.go_on.wait(30)
        return self.compiler.compile(words)


def test_a_list_is_kept_under_every_name_that_it_was_asked_for(compiler, tmp_path):
    store = BiasStore()
    path = tmp_path / "names.txt"
    path.write_text("Fremont\nZelenskyy\n")
    names = ["Fremont", "Zelenskyy"]
    found = store.compile(names, compiler)
    for again in (names, tuple(names), list(names), path, str(path), WordList.of(names), WordList.load(path)):
        assert store.compile(again, compiler) is found
    assert store.compile((Word(name) for name in names), compiler) is found
    assert len(store) == 1


def test_a_list_that_changes_is_another_list(compiler, tmp_path):
    store, names, path = BiasStore(), ["Fremont"], tmp_path / "names.txt"
    path.write_text("Fremont\n")
    first, of_file = store.compile(names, compiler), store.compile(path, compiler)
    names.append("queen")
    path.write_text("Fremont\nqueen\n")
    assert first is of_file
    assert len(store.compile(names, compiler)) == len(store.compile(path, compiler)) == 2


@pytest.mark.parametrize("change", ["replaced", "appended", "shortened", "swapped"])
def test_a_long_list_that_changes_in_place_is_another_list(compiler, change):
    names, store = [f"king {n}" for n in range(1200)], BiasStore()
    first = store.compile(names, compiler)
    assert store.compile(names, compiler) is first and store.compile(tuple(names), compiler) is first
    if change == "replaced":
        names[-1] = "queen"
    elif change == "appended":
        names.append("queen")
    elif change == "shortened":
        names.pop()
    else:
        names[0], names[1] = names[1], names[0]
    changed = store.compile(names, compiler)
    assert [word.text for word in changed.word_list] == names
    assert changed is not first and store.compile(names, compiler) is changed


def test_a_long_list_that_was_dropped_is_compiled_again(compiler):
    names = [f"king {n}" for n in range(1200)]
    store = BiasStore()
    first = store.compile(names, compiler)
    store.budget = first.bytes + 10_000
    store.compile(names[::-1], compiler)  # does not fit beside it
    assert store.compile(names, compiler) is not first


def test_other_models_and_options_have_lists_of_their_own(compiler, tokenizer, alphabet):
    store = BiasStore()
    other = WordCompiler(tokenizer, alphabet, 1, language=DEFAULT)
    assert store.compile(["Zelenskyy"], compiler) is not store.compile(["Zelenskyy"], other)
    same = WordCompiler(tokenizer, alphabet, language=DEFAULT)
    assert compiler.fingerprint == same.fingerprint != other.fingerprint


def test_the_lists_used_last_are_kept_within_the_budget(compiler):
    size = compiler.compile(WordList.of(["Fremont 0"])).bytes
    store = BiasStore()
    store.compile(["Fremont 0"], compiler)
    assert size < store.bytes < 1.2 * size  # what the caller gave is kept beside the list
    store = BiasStore(budget=int(4.5 * store.bytes))
    lists = [store.compile([f"Fremont {n}"], compiler) for n in range(4)]
    assert store.compile(["Fremont 0"], compiler) is lists[0]
    store.compile(["Fremont 4"], compiler)
    assert len(store) == 4 and store.bytes <= store.budget
    assert store.compile(["Fremont 0"], compiler) is lists[0]
    assert store.compile(["Fremont 1"], compiler) is not lists[1]  # asked for longest ago


def test_a_list_beyond_the_budget_is_compiled_but_not_kept(compiler):
    store = BiasStore(budget=100)
    assert len(store.compile(["Fremont"], compiler)) == 1
    assert (len(store), store.bytes) == (0, 0)


def test_several_threads_that_ask_for_a_new_list_compile_it_once(compiler):
    store, slow = BiasStore(), Slow(compiler)
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(store.compile, ["king", "queen"], slow) for _ in range(6)]
        asked += [pool.submit(store.compile, WordList.of(["king", "queen"]), slow) for _ in range(2)]
        assert slow.begun.wait(30)
        time.sleep(0.05)
        slow.go_on.set()
        assert len({id(one.result()) for one in asked}) == 1
    assert slow.compiled == ["king"]


def test_nobody_waits_for_the_list_of_another(compiler):
    store, slow = BiasStore(), Slow(compiler)
    kept = store.compile(["Fremont"], slow)
    with ThreadPoolExecutor(1) as pool:
        long = pool.submit(store.compile, ["king", "queen"], slow)
        assert slow.begun.wait(30)
        assert store.compile(["Fremont"], slow) is kept  # a known one
        assert len(store.compile(["zebra"], slow)) == 1  # a new one
        assert not long.done()
        slow.go_on.set()
        assert len(long.result()) == 2


def test_an_error_reaches_all_who_wait_and_is_not_kept(compiler):
    store = BiasStore()
    for _ in range(2):
        with pytest.raises(WordListError):
            store.compile([""], compiler)
    assert len(store) == 0 and not store._pending


def lettered(number: int) -> str:
    """A number in letters: digits have many spoken forms each, and the test is of the store."""
    return "".join("aeiorstlnd"[int(digit)] for digit in str(number))


@pytest.mark.timeout(600)
def test_two_thousand_lists_and_fifty_threads(compiler):
    names = [lettered(number) for number in range(2000)]
    lists = [WordList.of(f"king {name} {other}" for other in names[:100]) for name in names]
    sample = range(0, 2000, 97)
    alone = {number: compiler.compile(lists[number]) for number in sample}
    size = alone[0].bytes
    store = BiasStore(budget=60 * size)
    beyond = []

    def work(number):
        made = store.compile(lists[number], compiler)
        beyond.append(store.bytes > store.budget)
        return number, made.word_list.digest, made.paths.tokens.tobytes() if number in alone else b""

    with ThreadPoolExecutor(50) as pool:
        found = list(pool.map(work, [*range(2000), *sample]))
    assert not any(beyond) and len(store) >= 10
    for number, digest, tokens in found:
        assert digest == lists[number].digest
        if number in alone:
            assert tokens == alone[number].paths.tokens.tobytes()
