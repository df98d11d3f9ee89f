"""Emissions kept on disk, so that tuning the search does not compute the acoustic model again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from earmark.checks import cause, made_folder
from earmark.errors import EmissionsError
from earmark.models import CtcModel, EmissionsFile
from earmark.models.protocol import digest_of, name_of
from earmark.offline import EncodedAudio

INDEX = "index.json"


class EmissionsCache:
    """A folder of ``.npz`` files and an index that says which model and utterance they are of."""

    def __init__(self, folder: str | Path, model: CtcModel) -> None:
        self.folder = Path(folder)
        self.model = model
        self._index: dict[str, Any] = {"model": name_of(model), "digest": digest_of(model), "utterances": {}}

    @classmethod
    def open(cls, folder: str | Path, model: CtcModel) -> EmissionsCache:
        """A folder written before.

        Raises:
            EmissionsError: there is none, or it was written with another model.
        """
        cache = cls(folder, model)
        path = cache.folder / INDEX
        try:
            index = json.loads(path.read_text(encoding="utf-8"))
            digest, utterances = index["digest"], index["utterances"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EmissionsError(
                f"no stored emissions in {str(folder)!r} ({cause(error)}): write them with --save-emissions"
            ) from None
        if digest != digest_of(model):
            raise EmissionsError(
                f"the emissions in {str(folder)!r} are of model {index.get('model')!r} ({digest}), not of "
                f"{name_of(model)!r} ({digest_of(model)}): write them again with --save-emissions"
            )
        cache._index["utterances"] = utterances
        return cache

    @property
    def utterances(self) -> frozenset[str]:
        """Ids of the utterances that were stored."""
        return frozenset(self._index["utterances"])

    def store(self, utterance: str, encoded: EncodedAudio) -> None:
        """Write the emissions of one utterance; :meth:`close` writes the index."""
        made_folder("the folder for emissions", self.folder, EmissionsError)
        stem = hashlib.sha256(utterance.encode()).hexdigest()[:16]  # ids may hold anything
        names = [f"{stem}-{number:03d}.npz" for number in range(len(encoded.segments))]
        for name, emissions in zip(names, encoded.segments, strict=True):
            EmissionsFile(emissions, self.model.alphabet.tokens).save(self.folder / name)
        self._index["utterances"][utterance] = {
            "seconds": encoded.seconds,
            "audio": encoded.audio,
            "files": names,
        }

    def close(self) -> None:
        """Write the index."""
        made_folder("the folder for emissions", self.folder, EmissionsError)
        written = json.dumps(self._index, ensure_ascii=False, indent=1)
        (self.folder / INDEX).write_text(written, encoding="utf-8")

    def load(self, utterance: str) -> EncodedAudio:
        """The emissions of one utterance.

        Raises:
            EmissionsError: the utterance was never stored, or its files are gone or of another vocabulary.
        """
        entry = self._index["utterances"].get(utterance)
        if entry is None:
            raise EmissionsError(
                f"the emissions in {str(self.folder)!r} lack utterance {utterance!r}: "
                "write them again with --save-emissions over the same manifest"
            )
        files = [EmissionsFile.load(self.folder / name) for name in entry["files"]]
        if any(file.tokens != self.model.alphabet.tokens for file in files):
            raise EmissionsError(
                f"the emissions of {utterance!r} in {str(self.folder)!r} are over other tokens than "
                "the model's: write them again with --save-emissions"
            )
        return EncodedAudio(tuple(file.emissions for file in files), entry["seconds"], entry["audio"])
