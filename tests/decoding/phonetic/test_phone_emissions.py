"""Phone emissions as frames of the inventory and as a string."""

import numpy as np
import pytest
from decoding.phonetic.spoken import COLUMNS, clear, phones
from english import BLANK, BOUNDARY, COUNT, PHONES, from_ipa, symbols_of

from earmark.decoding.options import PhoneOptions
from earmark.decoding.phonetic.phone_emissions import PhoneEmissions
from earmark.errors import EmissionsError


def test_the_string_is_what_was_said_without_boundaries() -> None:
    string = PhoneEmissions.of(phones("fɹi", "mɑnt"), COLUMNS).string
    assert symbols_of(string.ids.tolist()) == "f ɹ i m ɑ n t"
    assert string.peaks.tolist() == [1, 4, 7, 12, 15, 18, 21]
    np.testing.assert_allclose(string.posteriors.sum(axis=1), 1, rtol=1e-5)
    assert string.posteriors.argmax(axis=1).tolist() == string.ids.tolist()


def test_a_posterior_counts_what_was_heard_in_the_blanks_around() -> None:
    f, v = from_ipa("fv")
    log_probs = clear([BLANK, f, BLANK, BLANK], COUNT, sure=0.5)
    log_probs[2] = np.log(1e-6)
    log_probs[2, BLANK], log_probs[2, v] = np.log(0.7), np.log(0.3)
    row = PhoneEmissions.of(log_probs, COLUMNS).string.posteriors[0]
    assert row[f] > row[v] > 5 * np.delete(row, [f, v]).max()


def test_columns_are_pooled_and_floored() -> None:
    log_probs = np.log(np.array([[0.5, 0.3, 0.2 - 1e-9, 1e-9]], dtype=np.float32))
    heard = PhoneEmissions.of(log_probs, np.array([7, 7, -1, BLANK], dtype=np.int32)).log_probs
    assert heard.shape == (1, COUNT)
    assert heard[0, 7] == pytest.approx(np.log(0.8), abs=1e-5)
    np.testing.assert_allclose(np.delete(heard[0], 7), np.log(0.8) - PhoneOptions.floor, atol=1e-4)


def test_words_are_laid_over_the_frames() -> None:
    heard = PhoneEmissions.of(phones("fɹi", "mɑnt"), COLUMNS)
    labels = [*from_ipa("fɹi"), BOUNDARY, *from_ipa("mɑnt")]
    log_prob, begins, ends = heard.align(labels)
    assert begins == [1, 4, 7, 10, 12, 15, 18, 21]
    assert ends == [3, 6, 9, 11, 14, 17, 20, 23]
    assert log_prob > heard.align([*from_ipa("fɹi"), BOUNDARY, *from_ipa("mɑnd")])[0] + 5


def test_silence_has_no_phones() -> None:
    for frames in (0, 3):
        string = PhoneEmissions.of(clear([BLANK] * frames, COUNT), COLUMNS).string
        assert len(string.ids) == len(string.peaks) == 0
        assert string.posteriors.shape == (0, len(PHONES))


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(EmissionsError, match=r"shape \(2, 3\), expected \(frames, 42\)"):
        PhoneEmissions.of(np.zeros((2, 3), dtype=np.float32), COLUMNS)
    bad = phones("fɹi")
    bad[1, 1] = np.nan
    with pytest.raises(EmissionsError, match="NaN"):
        PhoneEmissions.of(bad, COLUMNS)
