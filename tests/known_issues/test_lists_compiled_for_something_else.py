"""A list compiled with other options, lexicon or language was used as if it were compiled for the recognizer.

Only the alphabet was compared, and that a recognizer with an adapter had a list with an adapter's memory.
"""

import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from earmark import Recognizer
from earmark.biasing import BiasList, WordCompiler, WordList, save_list
from earmark.errors import WordListError
from earmark.language import DEFAULT, Language, load
from earmark.lexicon import Lexicon, Pronouncer
from earmark.models import Alphabet, AlphabetTokenizer

LETTERS = Alphabet.guess(["<blank>", "|", *"abcdefghijklmnopqrstuvwxyz'"])
OTHERS = Alphabet.guess(["<blank>", "|", *"zyxwvutsrqponmlkjihgfedcba'"])
SOME = Lexicon.of({"king": ["kɪŋ"]})
MORE = Lexicon.of({"king": ["kɪŋ"], "queen": ["kwin"]})


class Hash:
    """An adapter that remembers nothing."""

    def __init__(self, fingerprint: str) -> None:
        self.fingerprint = fingerprint

    def encode(self, phrases: object, threads: int = 0) -> None:
        return None


def compiler(
    alphabet: Alphabet = LETTERS, lexicon: Lexicon | None = SOME, language: Language = DEFAULT, **more: object
) -> WordCompiler:
    pronouncer = None if lexicon is None else Pronouncer(lexicon)
    return WordCompiler(
        AlphabetTokenizer(alphabet), alphabet, language=language, pronouncer=pronouncer, **more
    )


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (compiler(OTHERS), "for a model of 29 tokens, this one has 29 others"),
        (compiler(language=load("de")), "for the language 'de', not 'en'"),
        (compiler(lexicon=None), "without a lexicon"),
        (compiler(lexicon=MORE), "with another lexicon"),
        (compiler(boundary=40), "for a phone head with boundaries between words"),
        (compiler(variants=2), "with spellings.variants=2, not 0"),
        (compiler(paths_per_reading=1), "with paths_per_reading=1, not 3"),
    ],
)
def test_the_message_names_what_differs(made: WordCompiler, message: str, tmp_path: Path) -> None:
    words, own = made.compile(WordList.of(["king"])), compiler()
    with pytest.raises(WordListError) as in_memory:
        words.compiled_for.check(own.compiled_for)
    assert str(in_memory.value) == (
        f"the compiled list was compiled {message}: compile the list again with this model and these options"
    )
    save_list(words, tmp_path / "list.earmark")
    with pytest.raises(WordListError) as saved:
        own.open(tmp_path / "list.earmark")
    assert str(saved.value).partition("was compiled")[2] == str(in_memory.value).partition("was compiled")[2]


def test_adapters_are_compared_where_one_reads_the_list() -> None:
    one, other, none = (compiler(adapter=Hash(name) if name else None) for name in ("a", "b", ""))
    words = one.compile(WordList.of(["king"]))
    words.compiled_for.check(one.compiled_for)
    words.compiled_for.check(none.compiled_for)
    with pytest.raises(WordListError, match="with another adapter"):
        words.compiled_for.check(other.compiled_for)
    with pytest.raises(WordListError, match="without an adapter"):
        none.compile(WordList.of(["king"])).compiled_for.check(other.compiled_for)


def test_a_recognizer_refuses_it(model_folder: Path, tmp_path: Path) -> None:
    german = shutil.copytree(model_folder, tmp_path / "german")
    about = german / "model.json"
    about.write_text(about.read_text().replace('"language": "en"', '"language": "de"'))
    recognizer, other = Recognizer(model_folder), Recognizer(german)
    words = other.compile(["jazz"])
    for use in (recognizer.compile, lambda w: Recognizer(model_folder, words=w)):
        with pytest.raises(WordListError, match="was compiled for the language 'de', not 'en'"):
            use(words)


def test_a_list_of_letters_is_of_another_model() -> None:
    words = WordCompiler(AlphabetTokenizer(LETTERS), LETTERS, language=DEFAULT).compile(WordList.of(["king"]))
    with pytest.raises(WordListError, match="for a model of 29 tokens, this one has 256: "):
        Recognizer("english").transcribe("no audio", words)


@pytest.mark.parametrize(
    "changes",
    [
        {"search.beam": 8, "search.threads": 1},
        {"boosting.bonus": 3.0, "class_lm.enabled": False},
        {"verification.enabled": False, "adapter.enabled": False, "lm.weight": 0.3},
    ],
)
def test_options_that_do_not_enter_a_list_may_differ(
    model_folder: Path, speak: Callable[[str], object], changes: dict[str, object]
) -> None:
    recognizer = Recognizer(model_folder)
    words, other = recognizer.compile(["Jazz"]), Recognizer(model_folder, changes)
    assert other.compile(words) is words is recognizer.with_options(changes).compile(words)
    assert other.transcribe(speak("jazz"), words).text == "Jazz"


def test_a_list_for_the_bundled_model_may_be_used_without_its_adapter() -> None:
    recognizer = Recognizer("english")
    words = recognizer.compile(["Fremont"])
    without = Recognizer("english", biasing="decoder")
    assert without.compile(words) is words
    fewer = without.compile(["Fremont"])
    with pytest.raises(WordListError, match="was compiled without an adapter"):
        recognizer.compile(fewer)
    with pytest.raises(WordListError, match="was compiled with a lexicon, which is not used here"):
        Recognizer("english", lm=None).compile(words)


def test_a_pickled_list_is_the_same_list() -> None:
    recognizer = Recognizer("english")
    words = recognizer.compile(["Fremont", {"phrase": "Zelenskyy", "ipa": "zəˈlɛnski"}, "北京"])
    again = pickle.loads(pickle.dumps(words))
    assert isinstance(again, BiasList) and again.fingerprint == words.fingerprint
    assert again.entries == words.entries and again.diagnostics == words.diagnostics
    assert recognizer.compile(again) is again
