"""Run a network of transformers on samples: features, logits, log-probabilities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earmark.audio import RATE
from earmark.errors import EmissionsError, ModelError
from earmark.models.huggingface import packages
from earmark.models.huggingface.packages import first_line

SHORTEST = 3_200  # samples, 0.2 s: what is shorter has no frame in some families, and is continued by silence

# Families that put out the same for an utterance in a padded batch as alone, but for rounding. The others
# see the padding: in a normalisation over time, in a squeezed frame, in convolutions without a mask.
# tests/models/huggingface/test_padding.py measures all of them.
PADDED = frozenset(
    {"wav2vec2", "hubert", "wavlm", "unispeech", "unispeech-sat", "parakeet_ctc", "lasr_ctc", "omniasr_ctc"}
)


@dataclass(frozen=True, eq=False)
class Network:
    """A network and its feature extractor; any number of threads may share one."""

    model: Any
    features: Any
    name: str
    batch_size: int = 1  # utterances that are padded into one tensor

    @property
    def padded(self) -> bool:
        """Whether utterances come out of a padded batch as they do alone, but for rounding."""
        config = self.model.config
        masked = bool(getattr(self.features, "return_attention_mask", False))
        by_group = getattr(config, "feat_extract_norm", None) == "group"  # a mean over time, padding included
        adapted = getattr(config, "add_adapter", False)  # strided convolutions without a mask
        return config.model_type in PADDED and masked and not by_group and not adapted

    def log_probs(self, batch: Sequence[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
        """(T, V) log-probabilities of each utterance, in order.

        Raises:
            EmissionsError: the network put out NaN.
            ModelError: it failed.
        """
        found: list[NDArray[np.float32] | None] = [None] * len(batch)
        for group in self._groups(batch):
            for place, rows in zip(group, self._run([batch[place] for place in group]), strict=True):
                found[place] = rows
        return [rows for rows in found if rows is not None]

    def rows(self, samples: NDArray[np.float32]) -> tuple[int, int]:
        """(T, V) of one utterance."""
        frames, columns = self._run([samples])[0].shape
        return frames, columns

    def _groups(self, batch: Sequence[NDArray[np.float32]]) -> Iterator[list[int]]:
        """Places of utterances that run together, of similar length."""
        size = self.batch_size if self.padded else 1
        places = list(range(len(batch)))
        if size > 1:
            places.sort(key=lambda place: len(batch[place]))
        for first in range(0, len(places), size):
            yield places[first : first + size]

    def _run(self, batch: Sequence[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
        """(T, V) of each utterance of one tensor."""
        torch = packages.torch()
        try:
            inputs = self._inputs(batch)
            with torch.inference_mode(), torch.autocast(self.model.device.type, enabled=False):
                logits = self.model(**inputs).logits  # (B, T, V)
                # Normalised where they are: one copy, of single precision whatever the network computes in.
                rows = logits.float().log_softmax(dim=-1).cpu().numpy()
        except Exception as error:  # PyTorch's and transformers' errors share no base class
            longest = max(map(len, batch))
            raise ModelError(
                f"model {self.name!r} failed on {len(batch)} utterances of at most {longest / RATE:.1f} s "
                f"({first_line(error)}): try a smaller batch_size or another device, or copy the files again"
            ) from error
        self._check(rows)
        if len(batch) == 1:
            return [rows[0]]
        lengths = self._lengths(inputs, rows.shape[1])
        return [np.ascontiguousarray(one[:length]) for one, length in zip(rows, lengths, strict=True)]

    def _inputs(self, batch: Sequence[NDArray[np.float32]]) -> dict[str, Any]:
        """What the model's own feature extractor makes of the samples, on the model's device."""
        made = self.features(
            [_continued(samples) for samples in batch],
            sampling_rate=RATE,
            padding=True,
            return_tensors="pt",
            return_attention_mask=getattr(self.features, "return_attention_mask", None),
        )
        device, dtype = self.model.device, self.model.dtype
        return {
            key: tensor.to(device, dtype) if tensor.is_floating_point() else tensor.to(device)
            for key, tensor in made.items()
        }

    def _lengths(self, inputs: dict[str, Any], frames: int) -> list[int]:
        """Rows of each utterance of a padded batch."""
        mask = inputs["attention_mask" if "attention_mask" in inputs else "padding_mask"]
        # wav2vec 2.0 and its kin name it so, mel front ends otherwise.
        shorten = getattr(self.model, "_get_feature_vector_attention_mask", None)
        if shorten is not None:
            return [int(length) for length in shorten(frames, mask).sum(-1)]
        return [int(n) for n in self.model._get_output_attention_mask(mask, target_length=frames).sum(-1)]

    def _check(self, rows: NDArray[np.float32]) -> None:
        if np.isnan(rows).any():
            half = str(self.model.dtype) == "torch.float16"
            advice = "load it with dtype='bfloat16' or 'float32'" if half else "check the audio and the files"
            raise EmissionsError(f"model {self.name!r} put out NaN in {self.model.dtype}: {advice}")


def _continued(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N,) samples with silence behind them up to SHORTEST."""
    waveform = np.ascontiguousarray(samples, dtype=np.float32)
    return np.pad(waveform, (0, max(0, SHORTEST - len(waveform))))
