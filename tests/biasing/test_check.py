import pytest

from earmark import Recognizer
from earmark.biasing import Word, WordCompiler, WordList
from earmark.biasing.check import check_words
from earmark.language import DEFAULT
from earmark.models import SentencePieceTokenizer
from earmark.models.alphabet import Alphabet


@pytest.fixture
def check(list_tokenizer, alphabet):
    return lambda *words: check_words(
        WordList.of(words),
        WordCompiler(SentencePieceTokenizer(list_tokenizer, alphabet), alphabet, language=DEFAULT),
    )


def test_an_entry_is_shown_with_readings_and_pieces(check):
    report = check(Word("MRI", display_as="M.R.I.", weight=2.0))
    (entry,) = report.entries
    assert (entry.place, entry.text, entry.display, entry.weight) == (1, "MRI", "M.R.I.", 2.0)
    assert entry.spoken == ("mri", "m r i")
    assert {"".join(pieces).replace("▁", " ").strip() for pieces in entry.tokens} == {"mri", "m r i"}
    assert entry.problem is None
    assert report.unreachable == 0


def test_places_are_lines_of_the_file(tmp_path, list_tokenizer, alphabet):
    path = tmp_path / "names.txt"
    path.write_text("# names\n\nFremont\nFremont\nSemaglutide\n")
    report = check_words(
        WordList.load(path),
        WordCompiler(SentencePieceTokenizer(list_tokenizer, alphabet), alphabet, language=DEFAULT),
    )
    assert [e.place for e in report.entries] == [3, 5]
    assert report.notes == ("line 4: 'Fremont' repeats line 3, merged",)


def test_a_common_word_is_risky(check):
    report = check("Will", "Fremont", Word("There", weight=-1.0))
    assert report.entries[0].warnings == (
        "risky: may be written where the common word 'will' is meant; list it in a longer phrase",
    )
    assert report.entries[1].warnings == ()
    assert report.entries[2].warnings == ()  # suppressing common words is not risky
    assert report.with_warnings == 1


def test_a_short_entry_is_risky(check):
    (entry,) = check("Y").entries
    count = min(map(len, entry.tokens))
    assert count <= 2
    assert entry.warnings == (
        f"risky: only {count} token{'s' * (count > 1)} long, ordinary words may turn into it",
    )


def test_unused_fields_are_told(check):
    assert check(Word("Fremont", ipa="ˈfɹimɑnt")).entries[0].warnings == (
        "a pronunciation is not used: no phones are compared without a phone head, a lexicon and a "
        "language model",
    )
    assert check(Word("Fremont", weight=0.0)).entries[0].warnings == ("weight 0 switches it off",)


def test_unreachable_entries_are_counted(list_tokenizer, alphabet):
    pieces = tuple("<removed>" if "q" in piece else piece for piece in alphabet.tokens)
    lacking = Alphabet(pieces)
    compiler = WordCompiler(SentencePieceTokenizer(list_tokenizer, lacking), lacking, language=DEFAULT)
    report = check_words(WordList.of(["Iraq", "Iran"]), compiler)
    assert report.unreachable == 1
    assert report.entries[0].problem == "the model's tokens cannot spell 'iraq'"
    assert report.entries[0].warnings == ()


def test_common_words_are_spoken_forms():
    assert {"the", "will", "because"} <= DEFAULT.common_words
    assert all(word.isascii() and word.islower() for word in DEFAULT.common_words)


def test_entries_that_are_common_words_are_diagnosed_with_the_word():
    compiled = Recognizer("english").compile(["Will", "Mann", Word("Veit", sounds_like="fight"), "Siobhan"])
    found = {d.entry: d.reason for d in compiled.diagnostics if d.code == "common_word"}
    assert found == {"Will": "spelt like 'will'", "Mann": "said like 'man'", "Veit": "said like 'fight'"}
    assert compiled.entries[2].confusability.spelt_like == "fight"
    suppressed = Recognizer("english").compile([Word("Will", weight=-1)])
    assert not suppressed.diagnostics
