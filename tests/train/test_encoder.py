import json

import pytest
import torch
from toy import filterbank

from earmark import audio
from earmark.errors import ModelError
from earmark.train.encoder import load_phone_encoder, log_mel


@torch.inference_mode()
def test_company_in_a_batch_changes_nothing(encoder):
    torch.manual_seed(0)
    long, short = torch.randn(1, 64, 80), torch.randn(1, 37, 80)
    padded = torch.full((2, 64, 80), 5.0)  # whatever the padding holds
    padded[0], padded[1, :37] = long, short
    hidden, frames = encoder.states(padded, torch.tensor([64, 37]))
    assert frames.tolist() == [32, 19] and not hidden[1, 19:].any()
    torch.testing.assert_close(hidden[0], encoder(long)[0], atol=1e-4, rtol=0)
    torch.testing.assert_close(hidden[1, :19], encoder(short)[0], atol=1e-4, rtol=0)


def test_log_mel_is_that_of_inference(speak):
    samples = speak("the sea")
    here = log_mel(torch.from_numpy(samples)[None], torch.from_numpy(filterbank()))[0].numpy()
    there = audio.log_mel(samples, filterbank())
    assert here.shape == there.shape and abs(here - there)[there > -15].max() < 1e-2


def test_missing_and_unfitting_weights_are_told(encoder_folder, tmp_path):
    with pytest.raises(ModelError, match="expected phone_encoder.safetensors and phones.json"):
        load_phone_encoder(tmp_path)
    weights = (encoder_folder / "phone_encoder.safetensors").read_bytes()
    (tmp_path / "phone_encoder.safetensors").write_bytes(weights)
    (tmp_path / "phones.json").write_text(json.dumps(["a", "<blank>"]))
    with pytest.raises(ModelError, match="does not fit the phone encoder"):
        load_phone_encoder(tmp_path)
