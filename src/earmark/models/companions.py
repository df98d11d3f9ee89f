"""The files that may come with an acoustic model; a model without them works."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from earmark.checks import cause, check_path
from earmark.errors import ModelError

LM_FILE = "lm.bin"
LEXICON_FILE = "lexicon.tsv.gz"
G2P_FILE = "g2p.bin"
NAMES_FILE = "names.bin"
ENDINGS_FILES = "endings.*.bin"  # one for each ending of the language
ADAPTER_FILE = "adapter.json"
CALIBRATION_FILE = "calibration.json"
VERIFIER_FILE = "verifier.json"
PORTABLE_VERIFIER_FILE = "verifier.portable.json"
CONFIDENCE_FILE = "confidence.json"
WRITTEN_FILE = "written.onnx"
DESCRIPTION_FILE = "model.json"  # its "decode" holds options of the search tuned for the model


@dataclass(frozen=True)
class Companions:
    """A folder with what was made for one model: language model, pronunciations, adapter, calibration."""

    path: Path

    @classmethod
    def open(cls, path: str | Path) -> Companions:
        """The companions in a folder.

        Raises:
            ModelError: it is not a folder, or none is in it.
        """
        companions = Companions(check_path("the folder", path, ModelError))
        known = (
            LM_FILE, LEXICON_FILE, G2P_FILE, NAMES_FILE, ADAPTER_FILE, CALIBRATION_FILE, VERIFIER_FILE,
            CONFIDENCE_FILE, WRITTEN_FILE,
        )  # fmt: skip
        if not any((companions.path / name).is_file() for name in known):
            raise ModelError(
                f"{str(path)!r} is not a folder with one of {', '.join(known)}: "
                "give the folder of what was made for the model, or leave it out"
            )
        return companions

    @property
    def lm(self) -> Path | None:
        """The language model."""
        return self._file(LM_FILE)

    @property
    def lexicon(self) -> Path | None:
        """Pronunciations, of use where the model has a phone head."""
        return self._file(LEXICON_FILE)

    @property
    def g2p(self) -> Path | None:
        """Letters to phones and back (:class:`earmark.lexicon.Graphones`)."""
        return self._file(G2P_FILE)

    @property
    def names(self) -> Path | None:
        """Where names stand in sentences (:class:`earmark.decoding.NameContext`)."""
        return self._file(NAMES_FILE)

    @property
    def endings(self) -> dict[str, Path]:
        """What stands around words with an ending (:class:`earmark.decoding.NameContext`), by its name."""
        return {path.name.split(".")[1]: path for path in sorted(self.path.glob(ENDINGS_FILES))}

    @property
    def adapter(self) -> Path | None:
        """The folder of the contextual adapter."""
        return None if self._file(ADAPTER_FILE) is None else self.path

    @property
    def calibration(self) -> Path | None:
        """Temperatures of the emissions."""
        return self._file(CALIBRATION_FILE)

    @property
    def verifier(self) -> Path | None:
        """Weights of the evidence for list entries."""
        return self._file(VERIFIER_FILE)

    @property
    def portable_verifier(self) -> Path | None:
        """Weights of the evidence that do not depend on the acoustic model, for others beside its phones."""
        return self._file(PORTABLE_VERIFIER_FILE)

    @property
    def confidence(self) -> Path | None:
        """Weights of the confidence of words."""
        return self._file(CONFIDENCE_FILE)

    @property
    def written(self) -> Path | None:
        """Capitals and punctuation (:class:`earmark.output.written.WrittenForm`)."""
        return self._file(WRITTEN_FILE)

    @cached_property
    def decode(self) -> Any:
        """Options of the search tuned for the model, as they are written; not checked.

        Raises:
            ModelError: the file that holds them cannot be read.
        """
        path = self._file(DESCRIPTION_FILE)
        if path is None:
            return {}
        try:
            return json.loads(path.read_text(encoding="utf-8")).get("decode", {})
        except (OSError, ValueError, AttributeError) as error:
            raise ModelError(
                f"{str(path)!r} cannot be read as JSON ({cause(error)}): export the model again"
            ) from None

    def _file(self, name: str) -> Path | None:
        path = self.path / name
        return path if path.is_file() else None
