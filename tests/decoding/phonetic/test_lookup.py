"""Listed entries in place of doubtful words that sound like them."""

import numpy as np
import pytest
from decoding.phonetic.spoken import COLUMNS, LEXICON, VOCABULARY, clear, phones, tokens
from english import BLANK, COUNT, from_ipa

from earmark._core import ContextGraph
from earmark.biasing import BiasList, Word, WordList
from earmark.biasing.compiler import CompiledEntry
from earmark.decoding.options import LookupOptions
from earmark.decoding.phonetic.lookup import PronunciationLookup
from earmark.decoding.phonetic.phrases import ListedPhrases
from earmark.errors import OptionsError
from earmark.lexicon import Pronunciation
from earmark.transcript import Hit, Hypothesis, Scores

SPELLINGS = {"Fremont": ("▁fre", "mont"), "Smythe": ("▁smythe",), "Smith": ("▁smith",), "The": ("▁the",),
             "Katherine": ("▁katherine",), "Catherine": ("▁catherine",)}  # fmt: skip


def listed(*names: str, weight: float = 1.0, ipa: str = "") -> ListedPhrases:
    words = [Word(name, weight=weight) for name in names]
    paths = [tuple(VOCABULARY.tokens.index(piece) for piece in SPELLINGS[name]) for name in names]
    entries = tuple(
        CompiledEntry(
            word, (word.text.lower(),), (path,),
            phones=tuple(
                Pronunciation(r, "lexicon")
                for r in ([from_ipa(ipa)] if ipa else LEXICON.readings(word.text.lower()))
            ),
        )
        for word, path in zip(words, paths, strict=True)
    )  # fmt: skip
    graph = ContextGraph(
        VOCABULARY.table,
        np.array([t for path in paths for t in path], np.int32),
        np.cumsum([0, *map(len, paths)]).astype(np.int64),
        np.arange(len(paths), dtype=np.int32),
        np.ones(len(paths), np.float32),
    )
    return ListedPhrases(BiasList(WordList.of(words), entries, graph, VOCABULARY), least_phones=2)


def look_up(said: list[str], heard: np.ndarray, names: ListedPhrases, unsure: str = "", **options: float):
    """What becomes of ``said``, pieces of a hypothesis, those in ``unsure`` heard badly."""
    log_probs, ids, frames = tokens(*said)
    confidences = tuple(0.2 if piece.strip("▁") in unsure.split() else 0.99 for piece in said)
    hypothesis = Hypothesis(tuple(ids), tuple(frames), confidences, Scores(-1.0))
    lookup = PronunciationLookup(VOCABULARY, COLUMNS, True, [LEXICON], None, LookupOptions(**options))
    return lookup.look_up(hypothesis, log_probs, heard, names)


def text(hypothesis: Hypothesis) -> str:
    return VOCABULARY.text(list(hypothesis.tokens))


def test_two_words_become_one() -> None:
    said, heard = ["▁the", "▁free", "▁mont", "▁is"], phones("ðə", "fɹi", "mɑnt", "ɪz")
    found = look_up(said, heard, listed("Fremont"), "mont")
    assert text(found.hypothesis) == "the fremont is"
    (entry,) = found.found
    assert (entry.instead_of, entry.cost, entry.hit.entry) == ("free mont", 0.0, 0)
    assert found.hypothesis.hits == (entry.hit,)
    assert (entry.hit.first_token, entry.hit.last_token) == (1, 2)
    hypothesis = found.hypothesis
    assert len(hypothesis.tokens) == len(hypothesis.frames) == len(hypothesis.confidences) == 4
    assert list(hypothesis.frames) == sorted(set(hypothesis.frames))
    assert hypothesis.frames[0] < entry.hit.first_frame <= entry.hit.last_frame < hypothesis.frames[3]
    assert hypothesis.confidences[0] == pytest.approx(0.99)  # of the words that stay
    assert all(0 <= c <= 1 for c in hypothesis.confidences)


def test_smith_is_smythe_only_where_it_is_listed_and_smith_unsure() -> None:
    said, heard = ["▁the", "▁smith", "▁is"], phones("ðə", "smɪθ", "ɪz")
    assert text(look_up(said, heard, listed("Smythe"), "smith").hypothesis) == "the smythe is"
    for sure in (look_up(said, heard, listed("Smythe")), look_up(said, heard, listed("Fremont"), "smith")):
        assert text(sure.hypothesis) == "the smith is"
        assert sure.found == ()
    both = look_up(said, heard, listed("Smythe", "Smith"), "smith")
    assert text(both.hypothesis) == "the smith is"  # what stands there is an entry itself
    assert both.found[0].hit.entry == 1


def test_what_is_heard_counts_beside_what_the_words_sound_like() -> None:
    heard = phones("ðə", "smaɪð", "ɪz")
    found = look_up(["▁the", "▁smith", "▁is"], heard, listed("Smythe"), "smith")
    assert text(found.hypothesis) == "the smythe is"


def test_a_budget_allows_for_what_was_misheard() -> None:
    said, heard = ["▁the", "▁free", "▁is"], phones("ðə", "fɹimɔnd", "ɪz")
    strict, loose = (look_up(said, heard, listed("Fremont"), "free", budget=b) for b in (0.0, 0.2))
    assert text(strict.hypothesis) == "the free is"
    assert text(loose.hypothesis) == "the fremont is"
    assert 0 < loose.found[0].cost < 0.2 * 7


def test_what_stands_there_and_was_heard_is_not_given_up() -> None:
    far = listed("Smythe", ipa="smaɪð")
    said, heard = ["▁the", "▁smith", "▁is"], phones("ðə", "smɪθ", "ɪz")
    assert text(look_up(said, heard, far, "smith", budget=0.3).hypothesis) == "the smith is"
    assert (
        text(look_up(said, heard, far, "smith", budget=0.3, loss=20.0, phone_loss=20.0).hypothesis)
        == "the smythe is"
    )
    nearer = phones("ðə", "smaɪθ", "ɪz")
    assert text(look_up(said, nearer, far, "smith", budget=0.3).hypothesis) == "the smythe is"


def test_sub_words_can_speak_against_an_entry() -> None:
    said, heard = ["▁the", "▁smith", "▁is"], phones("ðə", "smɪθ", "ɪz")
    assert look_up(said, heard, listed("Smythe"), "smith", loss=0.5).found == ()
    assert look_up(said, heard, listed("Smythe"), "smith", loss=9.0).found != ()


def test_the_spelling_nearest_to_the_sub_words_wins() -> None:
    said, heard = ["▁the", "▁catherine"], phones("ðə", "kæθɹɪn")
    for names in (("Katherine",), ("Katherine", "Catherine"), ("Catherine", "Katherine")):
        found = look_up(said, heard, listed(*names), "catherine")
        assert text(found.hypothesis) == f"the {'catherine' if 'Catherine' in names else 'katherine'}"


def test_entries_that_were_written_stay_and_move() -> None:
    log_probs, ids, frames = tokens("▁free", "▁mont", "▁smith", "▁is")
    hit = Hit(1, 2, 2, 1.5)
    hypothesis = Hypothesis(tuple(ids), tuple(frames), (0.2, 0.2, 0.2, 0.9), Scores(-1.0), (hit,))
    lookup = PronunciationLookup(VOCABULARY, COLUMNS, True, [LEXICON])
    heard = phones("fɹi", "mɑnt", "smɪθ", "ɪz")
    found = lookup.look_up(hypothesis, log_probs, heard, listed("Smythe", "Smith", "Fremont"))
    assert text(found.hypothesis) == "fremont smith is"
    assert [h.entry for h in found.hypothesis.hits] == [2, 1]
    assert found.hypothesis.hits[1] == hit  # free mont and fre mont are two tokens each
    single = lookup.look_up(hypothesis.replace(hits=()), log_probs, heard, listed("Smythe"))
    assert single.hypothesis.hits[0].first_token == 2


def test_a_word_without_a_pronunciation_is_heard_alone() -> None:
    said, heard = ["▁the", "mont", "▁is"], phones("ðə", "fɹimɑnt", "ɪz")  # "themont" is no word
    assert text(look_up(said, heard, listed("Fremont"), "mont").hypothesis) == "themont is"
    said = ["▁the", "▁mont", "mont", "▁is"]
    assert text(look_up(said, heard, listed("Fremont"), "mont").hypothesis) == "the fremont is"


def test_entries_that_are_to_be_avoided_or_too_short_are_not_written() -> None:
    said, heard = ["▁the", "▁smith", "▁is"], phones("ðə", "smɪθ", "ɪz")
    assert look_up(said, heard, listed("Smythe", weight=-1.0), "smith").found == ()
    short = ListedPhrases(listed("The").words, least_phones=3)
    assert short.phrases == [[]]
    assert look_up(["▁is", "▁free"], phones("ɪz", "ðə"), short, "free").found == ()


def test_nothing_doubtful_and_nothing_said() -> None:
    silence = clear([BLANK] * 4, COUNT)
    nothing = Hypothesis((), (), (), Scores(0.0))
    lookup = PronunciationLookup(VOCABULARY, COLUMNS, True, [LEXICON])
    blank = clear([0, 0], len(VOCABULARY))
    assert lookup.look_up(nothing, blank, silence, listed("Smith")).hypothesis == nothing
    few = look_up(["▁free", "▁mont"], silence, listed("Fremont"), "mont")  # the phone head heard nothing
    assert text(few.hypothesis) == "fremont"  # the words' own sounds are enough


@pytest.mark.parametrize(
    ("option", "value"), [("budget", 2.0), ("unsure", -0.1), ("loss", -1.0), ("most_words", 0), ("rare", 1.0)]
)
def test_what_makes_no_sense_is_refused(option: str, value: float) -> None:
    with pytest.raises(OptionsError, match=f"LookupOptions.{option} is {value}"):
        LookupOptions(**{option: value})
