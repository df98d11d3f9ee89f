"""How an entry is written in the place of given words."""

import pytest

from earmark.correction.given import Edit, GivenWord
from earmark.correction.spoken import spoken_parts
from earmark.correction.wording import Place, Span, edits_of, starts_sentence, written_as
from earmark.language import DEFAULT


def edited(text: str, first: int, last: int, display: str, ending: str = "") -> str:
    """The text with an entry in the place of the parts first .. last."""
    words = [GivenWord(word) for word in text.split()]
    parts = spoken_parts(words, DEFAULT)
    before = parts[first - 1] if first > 0 else None
    after = parts[last + 1] if last + 1 < len(parts) else None
    place = Place(tuple(parts[first : last + 1]), before, after)
    span = written_as(place, display, ending, words)
    assert span is not None
    return applied(words, edits_of([span], words))


def applied(words: list[GivenWord], edits: list[Edit]) -> str:
    texts, at = [], 0
    for edit in edits:
        texts += [word.text for word in words[at : edit.first]]
        texts += edit.words
        at = edit.last + 1
    return " ".join([*texts, *(word.text for word in words[at:])])


@pytest.mark.parametrize(
    ("text", "first", "last", "display", "expected"),
    [
        ("ask the linsky, now", 1, 2, "Zelenskyy", "ask Zelenskyy, now"),
        ("(the linsky)", 0, 1, "Zelenskyy", "(Zelenskyy)"),
        ('"Zelinski," he said', 0, 0, "Zelenskyy", '"Zelenskyy," he said'),
        ("Zelinski's speech", 0, 0, "Zelenskyy", "Zelenskyy's speech"),
        ("Zelinski’s speech", 0, 0, "Zelenskyy", "Zelenskyy’s speech"),
        ("the Jonases' house", 1, 1, "Joneses", "the Joneses' house"),
        ("he says it's late", 2, 2, "Itz", "he says Itz late"),  # no possessive
        ("Arba cassin helped", 0, 1, "arbekacin", "Arbekacin helped"),
        ("he had Arba cassin", 2, 3, "arbekacin", "he had arbekacin"),
        ("I phone sales", 0, 1, "iPhone", "iPhone sales"),
        ("the rake-Jens bayer road", 1, 3, "Reykjanesbaer", "the Reykjanesbaer road"),
        ("a Putin-Zelinski call", 2, 2, "Zelenskyy", "a Putin-Zelenskyy call"),
        ("volodymyr zelinsky spoke", 0, 1, "Volodymyr Zelenskyy", "Volodymyr Zelenskyy spoke"),
    ],
)
def test_everything_around_an_entry_stays(text: str, first: int, last: int, display: str, expected: str):
    assert edited(text, first, last, display) == expected


def test_an_ending_of_the_audio_is_added_where_none_was_written():
    assert edited("the linskis speech", 0, 1, "Zelenskyy", "'s") == "Zelenskyy's speech"
    assert edited("Zelinsky's speech", 0, 0, "Zelenskyy", "'s") == "Zelenskyy's speech"


@pytest.mark.parametrize(
    ("text", "gap", "expected"),
    [
        ("her name was And it was", 3, "her name was Madge And it was"),
        ("her name was.", 3, "her name was Madge."),
        ("yes, said so", 1, "yes, Madge said so"),
        ("said so", 0, "Madge said so"),
        ('he left. "So what', 2, 'he left. Madge "So what'),
    ],
)
def test_an_entry_is_inserted_beside_the_words_that_it_belongs_to(text: str, gap: int, expected: str):
    words = [GivenWord(word) for word in text.split()]
    parts = spoken_parts(words, DEFAULT)
    before = parts[gap - 1] if gap > 0 else None
    after = parts[gap] if gap < len(parts) else None
    span = written_as(Place((), before, after), "Madge", "", words)
    if span is None:
        assert '"' in text  # between two marks it is not said to which it belongs
    else:
        assert applied(words, edits_of([span], words)) == expected


def test_nothing_is_inserted_into_nothing():
    assert written_as(Place((), None, None), "Madge", "", []) is None


def test_two_entries_in_one_written_word():
    words = [GivenWord("a"), GivenWord("Puten-Zelinski"), GivenWord("call")]
    spans = [Span(1, 0, 1, 5, "Putin"), Span(1, 6, 1, 14, "Zelenskyy")]
    assert edits_of(spans, words) == [Edit(1, 1, ("Putin-Zelenskyy",))]


def test_two_entries_that_share_a_written_word_at_their_ends():
    words = [GivenWord("the"), GivenWord("linsky-poo"), GivenWord("ten")]
    spans = [Span(0, 0, 1, 6, "Zelenskyy"), Span(1, 7, 2, 3, "Putin")]
    assert edits_of(spans, words) == [Edit(0, 2, ("Zelenskyy-Putin",))]


def test_where_sentences_begin():
    words = [GivenWord(word) for word in ['He', 'left.', '"We', 'know,"', 'she', 'said:', 'Now', '-', 'go']]
    begins = [part.text for part in spoken_parts(words, DEFAULT) if starts_sentence(part, words)]
    assert begins == ["He", "We", "Now"]
