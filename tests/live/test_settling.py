"""Words become stable where they are sure, stand in two verified hypotheses, or are old."""

from earmark.live.partial import EARLY, OLD, SURE, Settling
from earmark.transcript import TranscribedWord, WrittenEntry


def word(text, start, end, confidence=0.5, entry=None, log_odds=None):
    listed = (
        None if entry is None else WrittenEntry(entry, text, start, end, confidence, 1.0, log_odds=log_odds)
    )
    return TranscribedWord(text, start, end, confidence, entry), True, listed


def test_a_sure_word_is_stable_once_it_has_ended():
    settling = Settling()
    settling.settle([word("we", 0.1, 0.3, SURE), word("moved", 0.4, 0.8, SURE)], 0.8 + EARLY / 2)
    assert settling.partial([], 1.0).stable == "we"


def test_an_unsure_word_is_stable_when_two_hypotheses_have_it():
    settling = Settling()
    settling.settle([word("we", 0.1, 0.3)], 1.0)
    assert settling.partial([], 1.0).stable == ""
    settling.settle([word("we", 0.2, 0.4), word("moved", 0.5, 0.8, 0.99)], 2.0)
    assert settling.partial([], 2.0).stable == "we moved"


def test_nothing_is_stable_behind_a_word_that_is_not():
    settling = Settling()
    settling.settle([word("we", 0.1, 0.3), word("moved", 0.4, 0.8, 0.99)], 2.0)
    partial = settling.partial([], 2.0)
    assert (partial.stable, partial.tentative) == ("", "we moved")


def test_an_old_word_is_stable_though_hypotheses_differ():
    settling = Settling()
    settling.settle([word("we", 0.1, 0.3)], 1.0)
    settling.settle([word("he", 0.1, 0.3)], 0.4 + OLD)
    assert settling.partial([], 5.0).stable == "he"


def test_models_without_confidences_settle_by_agreement():
    settling = Settling()
    settling.settle([word("we", 0.1, 0.3, None)], 1.0)
    settling.settle([word("we", 0.1, 0.3, None)], 1.5)
    assert settling.partial([], 2.0).stable == "we"


def test_what_verification_took_out_stays_out():
    settling = Settling()
    settling.settle([word("free", 0.1, 0.3), word("month", 0.4, 0.6)], 2.0)
    partial = settling.partial([word("Fremont", 0.1, 0.6, None, "Fremont"), word("is", 0.9, 1.0)], 2.0)
    assert partial.text == "free month is"
    assert partial.entries == ()


def test_an_entry_that_is_not_verified_waits_for_the_frame_behind_it():
    settling, first_pass = Settling(), [word("to", 0.1, 0.3), word("Al", 0.5, 0.95, None, "Al")]
    assert settling.partial(first_pass, 0.96).text == "to"
    partial = settling.partial(first_pass, 1.34)
    assert partial.text == "to Al"
    assert [(entry.entry, entry.log_odds) for entry in partial.entries] == [("Al", None)]


def test_a_word_that_another_pass_places_later_is_read_once():
    settling = Settling()
    settling.settle([word("we", 0.1, 0.148, 0.99)], 1.0)
    assert settling.partial([word("we", 0.15, 0.2), word("we", 0.4, 0.5)], 1.0).text == "we we"
