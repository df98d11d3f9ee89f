"""Features beside those of the libraries that the models were trained and exported with."""

from dataclasses import replace

import kaldi_native_fbank
import numpy as np
import onnx_asr.preprocessors.numpy_preprocessor as onnx_asr_features
import pytest

from earmark.models.exports import kinds
from earmark.models.exports.export import Waveform
from earmark.models.exports.kinds import KALDI, MEDASR, NEMO, SHERPA_NEMO, WENET
from earmark.models.exports.mel import LogMel
from earmark.models.exports.nemo import GIGA_AM, RAW

CLOSE = 5e-3  # nats: the library sums in single precision, which shows in the quietest frames


def kaldi(samples, mel: LogMel):
    """(T, C) of kaldi-native-fbank."""
    options = kaldi_native_fbank.FbankOptions()
    frames, bins = options.frame_opts, options.mel_opts
    frames.dither, frames.samp_freq, frames.snip_edges = 0, mel.rate, mel.edges == "inside"
    frames.window_type, frames.preemph_coeff = mel.window, mel.pre_emphasis
    frames.remove_dc_offset = mel.remove_dc
    bins.num_bins, bins.low_freq, bins.high_freq = mel.bins, mel.low, mel.high
    bins.is_librosa = mel.scale == "slaney"
    options.use_log_floor, options.eps = mel.guard == "floor", mel.least
    made = kaldi_native_fbank.OnlineFbank(options)
    made.accept_waveform(mel.rate, (samples * np.float32(mel.gain)).tolist())
    made.input_finished()
    rows = np.stack([made.get_frame(i) for i in range(made.num_frames_ready)])
    if mel.normalize == "per_feature":
        rows = (rows - rows.mean(axis=0)) / (rows.std(axis=0) + 1e-5)
    return rows


@pytest.mark.parametrize(
    "mel",
    [
        KALDI, WENET, SHERPA_NEMO, RAW, GIGA_AM, replace(SHERPA_NEMO, bins=128),
        replace(KALDI, edges="inside"),
        replace(KALDI, window="hamming", pre_emphasis=0.0, low=60.0, high=7000.0),
    ],
    ids=["kaldi", "wenet", "nemo", "nemo as is", "gigaam", "nemo 128", "inside", "others"],
)  # fmt: skip
def test_features_are_those_of_kaldi_native_fbank(mel, recordings):
    for samples in recordings:
        expected = kaldi(samples, mel)
        found = mel(samples)
        assert found.shape == expected.shape and found.dtype == np.float32
        np.testing.assert_allclose(found, expected, atol=CLOSE)


@pytest.mark.parametrize("samples", [100, 399, 400, 401, 559, 560, 561, 1601])
def test_short_audio_has_as_many_frames(samples, recordings):
    audio = recordings[0][8000 : 8000 + samples]
    np.testing.assert_allclose(KALDI(audio), kaldi(audio, KALDI), atol=CLOSE)
    if samples >= 400:
        inside = replace(KALDI, edges="inside")
        np.testing.assert_allclose(inside(audio), kaldi(audio, inside), atol=CLOSE)


def test_less_than_a_window_has_no_frames():
    for mel in (KALDI, NEMO, MEDASR):
        assert mel(np.zeros(0, np.float32)).shape == mel(np.zeros(50, np.float32)).shape == (0, mel.bins)


@pytest.mark.parametrize("bins", [80, 128])
def test_features_are_those_of_nemo_in_onnx_asr(bins, recordings):
    theirs = onnx_asr_features.NemoPreprocessorNumpy(f"nemo{bins}")
    for samples in recordings:
        features, lengths = theirs(samples[None].copy(), np.array([len(samples)]))
        np.testing.assert_allclose(replace(NEMO, bins=bins)(samples), features[0].T[: lengths[0]], atol=1e-3)


@pytest.mark.parametrize(("name", "mel"), [("gigaam_v2", kinds.GIGA_AM), ("gigaam_v3", kinds.GIGA_AM_3)])
def test_features_are_those_of_gigaam_in_onnx_asr(name, mel, recordings):
    theirs = onnx_asr_features.GigaamPreprocessorNumpy(name)
    for samples in recordings:
        features, lengths = theirs(samples[None], np.array([len(samples)]))
        np.testing.assert_allclose(mel(samples), features[0].T[: lengths[0]], atol=1e-3)


def test_samples_are_normalized_as_by_a_feature_extractor(recordings):
    found = Waveform(normalize=True)(recordings[0])
    assert abs(float(found.mean())) < 1e-4 and abs(float(found.std()) - 1) < 1e-3
    np.testing.assert_array_equal(Waveform()(recordings[0]), recordings[0])
    assert len(Waveform(rate=8000)(recordings[0])) == pytest.approx(len(recordings[0]) / 2, abs=1)
