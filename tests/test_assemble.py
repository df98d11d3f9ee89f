import math
from types import SimpleNamespace

import numpy as np
import pytest

from earmark.assemble import Decoded, assemble, join_emissions
from earmark.audio import Segment
from earmark.biasing import CompiledEntry, Word
from earmark.decoding import ConfidenceWeights
from earmark.decoding.confidence import Confidence
from earmark.language import DEFAULT
from earmark.models import Alphabet, Emissions
from earmark.transcript import Hit, Hypothesis, Scores, Verdict

VOCABULARY = Alphabet(("<blank>", "▁we", "▁saw", "▁sha", "von", "▁", "s", "▁new", "▁york"))
WORDS = (Word("Siobhan", display_as="Siobhán"), Word("New York", display_as="NYC"), Word("saw", weight=-1.0))


def compiled():
    entries = tuple(CompiledEntry(word, (), ()) for word in WORDS)
    return SimpleNamespace(
        entries=entries, word_list=WORDS, language=DEFAULT, diagnostics=(), pronunciations=None
    )  # all that is read of a list


def hypothesis(tokens, hits=(), total=0.0, frames=None, confidences=None):
    frames = frames or tuple(range(0, 2 * len(tokens), 2))
    return Hypothesis(
        tuple(tokens), tuple(frames), tuple(confidences or [0.9] * len(tokens)), Scores(total), tuple(hits)
    )


def write(*hypotheses, words=None, start=0.0, seconds=10.0, nbest=1):
    return assemble([Decoded(hypotheses, start, 0.04)], VOCABULARY, words, seconds, nbest)


def test_words_have_times_and_the_acoustic_confidence_of_all_their_tokens():
    found = write(hypothesis([1, 3, 4], frames=(10, 20, 24), confidences=(0.9, 0.8, 0.3)), start=2.0)
    assert found.text == "we shavon"
    assert [(w.text, w.start, w.end, w.acoustic_confidence) for w in found.words] == [
        ("we", 2.4, 2.44, pytest.approx(0.9)),
        ("shavon", 2.8, 3.0, pytest.approx(0.24)),
    ]


def test_words_have_a_probability_where_the_model_has_weights_for_it():
    spoken = hypothesis([1, 2, 3, 4], [Hit(0, 2, 3, 1.25, verdict=Verdict(log_odds=2.0))])
    assert [w.confidence for w in write(spoken, words=compiled()).words] == [None] * 3
    weights = ConfidenceWeights(0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0)
    sure = Confidence(weights, compared=False, verified=True, shift=0.0)
    found = assemble([Decoded((spoken,), 0.0, 0.04, confidence=sure)], VOCABULARY, compiled(), 10.0)
    assert [w.confidence for w in found.words] == pytest.approx([0.9, 0.9, 1 / (1 + math.exp(-2.0))])
    assert found.entries[0].confidence == found.words[2].confidence
    assert found.entries[0].acoustic_confidence == found.words[2].acoustic_confidence == pytest.approx(0.81)


def test_a_rejected_entry_has_the_probability_of_its_verdict():
    verdict = Verdict(log_odds=-3.0, context=0.5, rarity=2.0)
    gone = Hit(0, 0, 1, 1.0, first_frame=2, last_frame=4, verdict=verdict)
    weights = ConfidenceWeights(0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0)
    sure = Confidence(weights, compared=False, verified=True, shift=0.0)
    spoken = hypothesis([1, 2]).replace(rejected=(gone,))
    (entry,) = assemble(
        [Decoded((spoken,), 0.0, 0.04, confidence=sure)], VOCABULARY, compiled(), 10.0
    ).rejected
    assert entry.confidence == pytest.approx(1 / (1 + math.exp(3.0))) and entry.acoustic_confidence is None
    assert (entry.context, entry.rarity) == (0.5, None)  # rarer than nothing: there is no alternative


def test_words_do_not_overlap_or_outlast_the_audio():
    found = write(hypothesis([1, 2], frames=(4, 4)), seconds=0.17)
    assert [(w.start, w.end) for w in found.words] == [(0.16, 0.16), (0.16, 0.17)]


def test_lone_word_mark_begins_a_word_and_spells_nothing_alone():
    assert write(hypothesis([1, 5, 6, 5])).text == "we s"


def test_entry_is_displayed_and_has_evidence():
    found = write(hypothesis([1, 2, 3, 4], [Hit(0, 2, 3, 1.25)]), words=compiled())
    assert found.text == "we saw Siobhán"
    assert [w.entry for w in found.words] == [None, None, "Siobhan"]
    (entry,) = found.entries
    assert (entry.entry, entry.text, entry.boost) == ("Siobhan", "Siobhán", 1.25)
    assert (entry.start, entry.end) == (found.words[2].start, found.words[2].end)


def test_an_entry_is_written_with_its_ending():
    found = write(
        hypothesis([1, 2, 3, 4, 6, 7, 8, 6], [Hit(0, 2, 4, 1.0, ending=0), Hit(1, 5, 7, 0.5, ending=1)]),
        words=compiled(),
    )
    assert found.text == "we saw Siobhán's NYCs"
    assert [(w.entry, w.ending) for w in found.words] == [
        (None, ""), (None, ""), ("Siobhan", "'s"), ("New York", "s"),
    ]  # fmt: skip
    assert [(e.entry, e.text, e.ending, e.spoken) for e in found.entries] == [
        ("Siobhan", "Siobhán's", "'s", "shavons"), ("New York", "NYCs", "s", "new yorks"),
    ]  # fmt: skip


def test_entry_of_several_words_is_one_word():
    found = write(hypothesis([1, 2, 7, 8], [Hit(1, 2, 3, 0.5)]), words=compiled())
    assert [w.text for w in found.words] == ["we", "saw", "NYC"]


def test_entry_that_is_a_part_of_a_word_is_left_as_heard():
    found = write(hypothesis([3, 4, 6], [Hit(0, 0, 1, 0.5)]), words=compiled())
    assert found.text == "shavons" and found.entries == ()


def test_word_to_be_avoided_is_no_entry():
    found = write(hypothesis([1, 2], [Hit(2, 1, 1, -1.0)]), words=compiled())
    assert found.text == "we saw" and found.entries == ()


def test_alternatives_of_segments_are_joined_by_their_scores():
    first = Decoded((hypothesis([1], total=-1.0), hypothesis([2], total=-1.2)), 0.0, 0.04)
    silence = Decoded((), 1.0, 0.04)
    second = Decoded((hypothesis([7], total=-2.0), hypothesis([8], total=-5.0)), 2.0, 0.04)
    found = assemble([first, silence, second], VOCABULARY, None, 3.0, nbest=3)
    assert found.nbest == ("we new", "saw new", "we york")
    assert found.text == "we new"


def test_same_text_from_different_tokens_is_one_alternative():
    found = write(hypothesis([6], total=-1.0), hypothesis([5, 6], total=-2.0), nbest=2)
    assert found.nbest == ("s",)


def test_silence_is_an_empty_transcript():
    found = write(hypothesis([]))
    assert (found.text, found.words, found.entries, found.seconds) == ("", (), (), 10.0)


def test_kept_rows_of_overlapping_segments_make_one_clock():
    rows = np.arange(100, dtype=np.float32)[:, None]  # one row each 40 ms over 4 s
    phones = np.arange(200, dtype=np.float32)[:, None]

    def part(start, end, keep_from, keep_to, continues):
        segment = Segment(
            np.zeros(round((end - start) * 16_000), np.float32), start, keep_from, keep_to, continues
        )
        first, last = round(start / 0.04), round(end / 0.04)
        return segment, Emissions(rows[first:last], 0.04, 0.0, phones[2 * first : 2 * last], 0.02)

    joined = join_emissions([part(0, 3, 0, 2, False), part(1, 4, 2, 4, True)])
    np.testing.assert_array_equal(joined.log_probs, rows)
    np.testing.assert_array_equal(joined.phone_log_probs, phones)
    assert joined.start == 0 and joined.frame_shift == pytest.approx(0.04)
