import threading
import time

import pytest

from earmark.biasing import Word, WordCompiler, WordList
from earmark.biasing.diagnostics import SWITCHED_OFF, UNREACHABLE
from earmark.language import DEFAULT
from earmark.models import SentencePieceTokenizer
from earmark.models.alphabet import BEGINS, Alphabet


@pytest.fixture(scope="session")
def compiler(list_tokenizer, alphabet):
    return WordCompiler(SentencePieceTokenizer(list_tokenizer, alphabet), alphabet, language=DEFAULT)


def test_paths_spell_the_readings(compiler, alphabet):
    (entry,) = compiler.compile(WordList.of(["MRI"])).entries
    assert entry.spoken == ("mri", "m r i")
    assert entry.problem is None and entry.reachable
    assert {alphabet.text(list(path)) for path in entry.paths} == set(entry.spoken)


def test_several_segmentations_of_one_reading(compiler, alphabet, list_tokenizer):
    words = WordList.of(["Zelenskyy"])
    (entry,) = compiler.compile(words).entries
    assert 1 < len(entry.paths) <= 3
    assert len(set(entry.paths)) == len(entry.paths)
    assert {alphabet.text(list(path)) for path in entry.paths} == {"zelenskyy"}
    (single,) = (
        WordCompiler(SentencePieceTokenizer(list_tokenizer, alphabet), alphabet, 1, language=DEFAULT)
        .compile(words)
        .entries
    )
    assert single.paths == entry.paths[:1]


def test_every_path_begins_a_word_and_never_holds_blank_or_unknown(compiler, alphabet):
    compiled = compiler.compile(WordList.of(["O'Brien", "Coca-Cola", "COVID-19", "747", "Müller"]))
    unknown = alphabet.tokens.index("<unk>")
    for entry in compiled.entries:
        for path in entry.paths:
            assert alphabet.roles[path[0]] == BEGINS
            assert unknown not in path and min(path) > 0


def test_graph_holds_every_path_of_every_entry(compiler):
    compiled = compiler.compile(WordList.of(["Fremont", "semaglutide", Word("the king", weight=-1.0)]))
    assert len(compiled) == 3
    assert compiled.index.paths == sum(len(e.paths) for e in compiled.entries)
    assert compiled.problems == ()


def test_sounds_like_leads_to_the_same_entry(compiler, alphabet):
    (entry,) = compiler.compile(WordList.of([Word("Zelenskyy", sounds_like="zuh-LEN-skee")])).entries
    spelled = {alphabet.text(list(path)) for path in entry.paths}
    assert spelled == {"zelenskyy", "zuhlenskee", "zuh len skee"}


def test_an_entry_the_tokens_cannot_spell_says_so(list_tokenizer, alphabet):
    # A model without any piece that holds a q.
    pieces = tuple("<removed>" if "q" in piece else piece for piece in alphabet.tokens)
    compiled = WordCompiler(
        SentencePieceTokenizer(list_tokenizer, Alphabet(pieces)), Alphabet(pieces), language=DEFAULT
    ).compile(WordList.of(["Iraq", "Iran"]))
    assert compiled.problems == ((0, "the model's tokens cannot spell 'iraq'"),)
    assert compiled.entries[0].paths == ()
    assert compiled.entries[1].reachable


def test_of_entries_spoken_alike_the_first_is_written(compiler):
    compiled = compiler.compile(WordList.of(["Coca-Cola", "coca cola"]))
    assert (compiled.problems, compiled.repeated) == ((), ((1, 0),))
    assert compiled.entries[1].reachable and compiled.entries[1].paths == ()


def test_of_entries_spoken_alike_one_to_write_and_one_to_avoid_contradict(compiler):
    words = [Word("Coca-Cola", weight=-1.0), Word("coca cola"), Word("Coca cola", weight=0.0)]
    compiled = compiler.compile(WordList.of(words))
    assert compiled.problems == (
        (1, "is spoken exactly like 'Coca-Cola', which stands earlier with weight -1 and is used instead"),
    )
    assert [(d.number, d.code) for d in compiled.diagnostics] == [(1, UNREACHABLE), (2, SWITCHED_OFF)]


def test_a_plain_name_comes_before_another_entrys_second_reading(compiler, alphabet):
    first, second = compiler.compile(WordList.of(["YouTube", "you tube"])).entries
    assert {alphabet.text(list(path)) for path in first.paths} == {"youtube"}
    assert {alphabet.text(list(path)) for path in second.paths} == {"you tube"}


def test_an_empty_list_compiles_to_an_empty_graph(compiler):
    compiled = compiler.compile(WordList.of([]))
    assert (len(compiled), compiled.index.paths) == (0, 0)


def test_threads_share_a_compiler(list_tokenizer, alphabet):
    compiler = WordCompiler(SentencePieceTokenizer(list_tokenizer, alphabet), alphabet, language=DEFAULT)
    expected = [
        WordCompiler(SentencePieceTokenizer(list_tokenizer, alphabet), alphabet, language=DEFAULT)
        .compile(WordList.of([f"king {n}"]))
        .entries
        for n in range(8)
    ]
    found = [None] * 8

    def work(n):
        found[n] = compiler.compile(WordList.of([f"king {n}"])).entries

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == expected


def test_ten_thousand_entries_compile_quickly(compiler):
    letters = "aeinorstlm"
    words = WordList.of(
        "".join(letters[int(d)] for d in f"{n * 7919 % 1_000_003:07d}") for n in range(10_000)
    )
    began = time.process_time()
    compiled = compiler.compile(words)
    assert time.process_time() - began < 5  # 0.4 s on one core; the limit leaves room for slow machines
    assert compiled.problems == ()
