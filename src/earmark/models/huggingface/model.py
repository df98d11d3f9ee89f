"""HuggingFaceModel: any model behind ``AutoModelForCTC`` of transformers."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earmark.audio import RATE
from earmark.checks import check_kind, check_number, check_sequence, check_whole, refuse
from earmark.errors import AudioError, ModelError
from earmark.models.alphabet import Alphabet
from earmark.models.companions import Companions
from earmark.models.emissions import Emissions
from earmark.models.emissions_check import LONGEST, SHORTEST
from earmark.models.huggingface import packages
from earmark.models.huggingface.checkpoint import PREFIX, Checkpoint
from earmark.models.huggingface.clock import front_end_hop, samples_a_row
from earmark.models.huggingface.hub import Hub
from earmark.models.huggingface.labels import alphabet_of, tokenizer_of
from earmark.models.huggingface.languages import short_code
from earmark.models.huggingface.loading import check_rate, load_network, load_parts
from earmark.models.huggingface.network import Network
from earmark.models.label_list import language_code
from earmark.models.tokenizer import Tokenizer
from earmark.pickling import SharedByCopies

MOST_AT_ONCE = 256  # utterances in one tensor


class HuggingFaceModel(SharedByCopies):
    """A CTC model of transformers with its feature extractor and tokenizer. Immutable, shared by threads.

    An utterance runs alone unless ``batch_size`` says otherwise, so that its emissions are the same in any
    company, bit for bit. Levels are left as they are: the feature extractor normalises what the model was
    trained to have normalised.
    """

    _holds = "a loaded network"
    _advice = "load it in each process"

    sample_rate = RATE
    speech_level = None  # models from elsewhere get the samples as they were recorded

    def __init__(
        self,
        model: Any,
        processor: Any,
        *,
        language: str | None = None,
        blank: int | None = None,
        batch_size: int = 1,
        frame_shift: float | None = None,
        name: str | None = None,
        companions: Companions | None = None,
    ) -> None:
        """Take a loaded model, which is put into evaluation mode.

        Args:
            model: an object of a class behind ``AutoModelForCTC``, on any device, of any dtype.
            processor: its processor, or anything with a ``feature_extractor`` and a ``tokenizer``.
            language: ISO 639 code; English where the alphabet has no letter beyond a to z when None.
            blank: column of the CTC blank; the padding token's when None.
            batch_size: utterances that are padded into one tensor, in families where that changes no more
                than rounding; others run one by one.
            frame_shift: seconds from one row to the next; measured when None.
            name: for reports.
            companions: a language model, an adapter and the like that were made for the model.

        Raises:
            ModelError: the three do not fit together; the message says what does not.
            OptionsError: ``batch_size`` is out of range.
        """
        for part in ("feature_extractor", "tokenizer"):
            if getattr(processor, part, None) is None:
                raise refuse("processor", processor, f"a processor with a {part}", ModelError)
        if not hasattr(model, "config") or not callable(model):
            raise refuse("model", model, "a loaded model such as Wav2Vec2ForCTC", ModelError)
        self.name = name or model.config.name_or_path or type(model).__name__
        batch_size = check_whole("batch_size", batch_size, 1, MOST_AT_ONCE)
        check_rate(processor.feature_extractor, self.name)
        with packages.quiet():
            self._network = Network(model.eval(), processor.feature_extractor, self.name, batch_size)
            self.frame_shift, columns = self._clock(frame_shift)
        self.alphabet: Alphabet = alphabet_of(processor.tokenizer, model.config, columns, blank, self.name)
        self.tokenizer: Tokenizer = tokenizer_of(processor.tokenizer, self.alphabet)
        self.language = language_code(self.alphabet, language)
        self.companions = companions

    @classmethod
    def from_pretrained(
        cls,
        name_or_path: str | Path,
        *,
        language: str | None = None,
        target_lang: str | None = None,
        device: Any = None,
        dtype: Any = "auto",
        batch_size: int = 1,
        blank: int | None = None,
        frame_shift: float | None = None,
        revision: str | None = None,
        token: str | bool | None = None,
        cache_dir: str | Path | None = None,
        local_files_only: bool = False,
    ) -> HuggingFaceModel:
        """Load a checkpoint.

        Args:
            name_or_path: its folder, or its name on the Hugging Face Hub, with or without "hf:" before it.
            language: ISO 639 code; that of ``target_lang`` when None, else as for the constructor.
            target_lang: language of the adapter and the vocabulary of an MMS checkpoint, as it names them.
            device: such as "cpu" or "cuda:1"; CUDA where there is one when None.
            dtype: "auto" for the one that the weights are stored in, "float32", "float16" or "bfloat16".
            batch_size: as for the constructor.
            blank: as for the constructor.
            frame_shift: as for the constructor.
            revision: branch, tag or commit on the hub.
            token: for private and gated models.
            cache_dir: where files of the hub are kept.
            local_files_only: do not ask the network.

        Raises:
            ModelError: a file is missing or of another model, or torch or transformers are not installed.
        """
        check_kind("name_or_path", name_or_path, (str, Path), "a model's folder or name", ModelError)
        name = str(name_or_path).removeprefix(PREFIX)
        packages.transformers()
        hub = Hub(revision, token, cache_dir, local_files_only)
        checkpoint = Checkpoint.open(hub.folder(name, target_lang), name)
        parts = load_parts(checkpoint, target_lang)
        check_rate(parts.feature_extractor, name)
        network = load_network(checkpoint, dtype, device, target_lang)
        if language is None and target_lang is not None:
            language = short_code(target_lang)
        return cls(
            network, parts, language=language, blank=blank, batch_size=batch_size,
            frame_shift=frame_shift, name=name, companions=checkpoint.companions,
        )  # fmt: skip

    @cached_property
    def digest(self) -> str:
        """Hash of the weights and of the feature extractor."""
        torch = packages.torch()
        features: Any = self._network.features
        found = hashlib.sha256(json.dumps(features.to_dict(), sort_keys=True, default=str).encode())
        for key, tensor in sorted(self._network.model.state_dict().items()):
            found.update(key.encode())
            found.update(tensor.detach().cpu().contiguous().flatten().view(torch.uint8).numpy().data)
        return found.hexdigest()[:16]

    def encode(self, batch: Sequence[NDArray[np.float32]]) -> list[Emissions]:
        """Emissions of several utterances, (N,) float32 at 16 kHz.

        Raises:
            EmissionsError: the network put out NaN.
            ModelError: the network failed.
        """
        check_sequence("batch", batch, "a list of (N,) arrays of samples", AudioError)
        for samples in batch:
            if np.ndim(samples) != 1:
                raise AudioError(f"an utterance has the shape {np.shape(samples)}, expected (samples,)")
        return [Emissions(rows, self.frame_shift) for rows in self._network.log_probs(batch)]

    def _clock(self, given: float | None) -> tuple[float, int]:
        """Seconds from one row to the next, and columns of a row."""
        columns = 0

        def count(samples: NDArray[np.float32]) -> int:
            nonlocal columns
            rows, columns = self._network.rows(samples)
            return rows

        if given is not None:
            count(np.zeros(RATE, dtype=np.float32))
            return check_number("frame_shift in seconds", given, SHORTEST, LONGEST, ModelError), columns
        hop = front_end_hop(self._network.model.config, self._network.features)
        return samples_a_row(count, hop, self.name) / RATE, columns


def load_pretrained(
    name_or_path: str | Path, arguments: Mapping[str, Any]
) -> tuple[HuggingFaceModel, dict[str, Any]]:
    """A checkpoint, loaded with its own ones of several arguments, and the others.

    Raises:
        ModelError: as :meth:`HuggingFaceModel.from_pretrained` does.
    """
    known = inspect.signature(HuggingFaceModel.from_pretrained).parameters
    own = {key: value for key, value in arguments.items() if key in known}
    others = {key: value for key, value in arguments.items() if key not in known}
    return HuggingFaceModel.from_pretrained(name_or_path, **own), others
