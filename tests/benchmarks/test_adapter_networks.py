"""The compared forms of the adapter stand on the model as it is, and change nothing while untrained."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from adapter_networks import BeforeBlock, Sounding, TapSum, last_block, log_probs_of  # noqa: E402
from adapter_variants import TAPS, OpenedModel  # noqa: E402

from earmark.audio import load_audio  # noqa: E402
from earmark.biasing.adapter.inputs import Inputs, frame_inputs, phones_in_use  # noqa: E402
from earmark.training.adapter.network import AdapterOptions  # noqa: E402

ENTRIES = torch.tensor([[5, 6, 7], [8, 9, 0]])


@pytest.fixture(scope="module")
def opened():
    model = OpenedModel("english")
    emissions = model.emissions(load_audio("demo/audio/fremont.opus").samples)
    return model, emissions, phones_in_use([emissions])


def test_the_last_block_says_what_the_model_says(opened):
    model, emissions, _ = opened
    block, head, bias = last_block(model.bundle.folder)
    with torch.inference_mode():
        found = log_probs_of(block, head, bias, torch.from_numpy(emissions.taps[TAPS])).numpy()
    assert np.abs(found - emissions.log_probs).max() < 0.05 + 1e-3 * np.abs(emissions.log_probs).max()


@pytest.mark.parametrize("form", ["taps", "phones", "block"])
def test_a_new_form_changes_nothing(opened, form):
    model, emissions, inputs = opened
    assert isinstance(inputs, Inputs) and inputs.taps == (TAPS + 1) * 192
    block, head, bias = last_block(model.bundle.folder)
    options = AdapterOptions(inputs.tokens, inputs.width - inputs.taps, width=24, key=8, value=16)
    adapter = {
        "taps": lambda: TapSum(options, head, TAPS),
        "phones": lambda: Sounding(options, head, 5, [2] * inputs.tokens, lambda entry: (1, 2, 3)),
        "block": lambda: BeforeBlock(options, head, bias, block),
    }[form]()
    frames = torch.from_numpy(frame_inputs(emissions, inputs))[None]
    with torch.inference_mode():
        biased, attention = adapter(frames, torch.ones_like(frames[..., :1]), ENTRIES)
    assert attention.shape[2] == 1 + 5
    likely = emissions.log_probs > -8
    assert np.abs(biased[0].numpy() - emissions.log_probs)[likely].max() < 0.05
