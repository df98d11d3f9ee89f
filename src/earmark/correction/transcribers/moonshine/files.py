"""Find the files of Moonshine tiny."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from earmark.errors import TranscriberError

ENCODER, DECODER, TOKENS = "encoder_model.ort", "decoder_model_merged.ort", "tokenizer.bin"
# Packages that hold them, and the folder inside; the companion wheel is built from this repository's writer/.
PACKAGES = (("earmark_writer", "model"), ("moonshine_voice", "assets/tiny-en"))
INSTALL = "run `make writer` in earmark's source folder, or pip install moonshine-voice==0.1.0"


@dataclass(frozen=True)
class MoonshineFiles:
    """Paths of one model's files."""

    encoder: Path
    decoder: Path
    tokens: Path

    @classmethod
    def of_folder(cls, folder: Path) -> MoonshineFiles:
        """The files in a folder.

        Raises:
            TranscriberError: one is missing.
        """
        missing = [name for name in (ENCODER, DECODER, TOKENS) if not (folder / name).is_file()]
        if missing:
            raise TranscriberError(
                f"{str(folder)!r} is not a folder of Moonshine, it lacks {', '.join(missing)}: give one with "
                f"{ENCODER}, {DECODER} and {TOKENS}"
            )
        return cls(folder / ENCODER, folder / DECODER, folder / TOKENS)


def find_files() -> MoonshineFiles:
    """The files of an installed package.

    Raises:
        TranscriberError: neither package is installed.
    """
    folder = installed_folder()
    if folder is None:
        raise TranscriberError(f"the transcriber 'moonshine' is not installed: {INSTALL}")
    return MoonshineFiles.of_folder(folder)


def installed_folder() -> Path | None:
    """The folder of an installed package that has the files; it is not imported."""
    for package, inside in PACKAGES:
        spec = importlib.util.find_spec(package)
        for place in (spec and spec.submodule_search_locations) or ():
            if (Path(place) / inside / ENCODER).is_file():
                return Path(place) / inside
    return None
