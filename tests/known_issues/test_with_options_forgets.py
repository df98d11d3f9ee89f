"""``with_options`` ignored ``biasing``, and the threads of the acoustic model."""

import pytest

from earmark import OnnxModel, Recognizer
from earmark.errors import OptionsError


def test_biasing_still_chooses_the_techniques(model_folder):
    recognizer = Recognizer(model_folder, biasing="boosting+verification")
    changed = recognizer.with_options(
        {"class_lm.enabled": True, "second_pass.entry_search": True, "search.beam": 8}
    )
    assert not changed.options["class_lm.enabled"] and not changed.options["second_pass.entry_search"]
    assert changed.options["search.beam"] == 8 and changed.biasing == "boosting+verification"
    with pytest.raises(OptionsError, match="biasing names 'boosting', which this recognizer does not have"):
        recognizer.with_options({"boosting.mode": "off"})


def test_threads_bound_the_acoustic_model(model_folder):
    recognizer = Recognizer(model_folder, {"search.threads": 3})
    assert recognizer.model.threads == 3
    assert recognizer.with_options({"search.threads": 1}).model.threads == 1
    assert recognizer.model.threads == 3
    given = OnnxModel(model_folder, threads=2)
    assert Recognizer(given).model is given  # 0 leaves a model as it was given
    assert Recognizer(given, {"search.threads": 1}).model.threads == 1
