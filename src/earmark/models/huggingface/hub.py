"""Find a model by its name on the Hugging Face Hub: in the cache, or over the network."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from earmark.errors import ModelError
from earmark.models.huggingface import packages
from earmark.models.huggingface.checkpoint import CONFIG_FILE, WEIGHTS
from earmark.models.huggingface.packages import first_line

_NAME = re.compile(r"\w[\w.-]*(/\w[\w.-]*)?")
_KINDS = (  # of weights, the better first: whole, or in parts with their index
    re.compile(r"model(-\d+-of-\d+)?\.safetensors(\.index\.json)?"),
    re.compile(r"pytorch_model(-\d+-of-\d+)?\.bin(\.index\.json)?"),
)
_WAIT = 5.0  # seconds for the hub's first answer; its client would retry for 23


@dataclass(frozen=True)
class Hub:
    """How the hub is asked; the names and meanings are those of transformers."""

    revision: str | None = None  # branch, tag or commit
    token: str | bool | None = None  # for private and gated models
    cache_dir: str | Path | None = None  # where files are kept
    local_files_only: bool = False  # never ask the network

    def folder(self, name: str, target_lang: str | None = None) -> Path:
        """The folder of a model: that of the path, else of the cache, filled from the hub where it can be.

        Raises:
            ModelError: there is no such folder or name, or neither the cache nor the network has it.
        """
        if name and Path(name).is_dir():
            return Path(name)
        if not _NAME.fullmatch(name) or Path(name).is_file():
            raise ModelError(
                f"there is no folder {name!r}: give the folder of a model, or its name on the Hugging Face "
                "Hub, such as 'facebook/wav2vec2-base-960h'"
            )
        packages.transformers()
        problem = "local_files_only is set"
        if not self.local_files_only:
            listed = self._listed(name)
            if not isinstance(listed, str):
                return self._download(name, needed(listed, target_lang))
            problem = listed
        return self._cached(name, problem)

    def _listed(self, name: str) -> list[str] | str:
        """The files of a model on the hub, or why the hub does not answer.

        Raises:
            ModelError: it answers that there is no such model or that it may not be read.
        """
        import huggingface_hub
        from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError, RevisionNotFoundError

        api = huggingface_hub.HfApi(token=self.token)
        try:
            found = api.model_info(name, revision=self.revision, timeout=_WAIT)
        except GatedRepoError:
            raise ModelError(
                f"model {name!r} is gated: accept its terms on {api.endpoint}/{name}, then run `hf auth "
                "login` or pass token="
            ) from None
        except RevisionNotFoundError:
            raise ModelError(
                f"model {name!r} has no revision {self.revision!r}: give a branch, a tag or a commit of it"
            ) from None
        except RepositoryNotFoundError:
            raise ModelError(
                f"{api.endpoint} has no model {name!r}, and there is no such folder: check the name, or pass "
                "token= if it is private"
            ) from None
        except Exception as error:  # of the network: httpx's, the hub's and the system's share no base class
            return f"{api.endpoint} cannot be reached ({first_line(error)})"
        return [file.rfilename for file in found.siblings or ()]

    def _download(self, name: str, files: Sequence[str]) -> Path:
        try:
            return self._snapshot(name, allow_patterns=list(files))
        except Exception as error:  # as above
            raise ModelError(
                f"the files of model {name!r} cannot be downloaded ({first_line(error)}): try again, or "
                "download them elsewhere and give the folder's path"
            ) from None

    def _cached(self, name: str, problem: str) -> Path:
        # An error says that it is not in the cache; a bar would show nothing that takes time.
        with contextlib.suppress(Exception), packages.quiet():
            return self._snapshot(name, local_files_only=True)
        from huggingface_hub import constants

        place = str(self.cache_dir or constants.HF_HUB_CACHE)
        raise ModelError(
            f"model {name!r} is not a folder, its {CONFIG_FILE} is not in the cache {place!r}, and "
            f"{problem}: run `hf download {name} --local-dir FOLDER` where there is a network, and give "
            "FOLDER"
        )

    def _snapshot(self, name: str, **options: Any) -> Path:
        import huggingface_hub

        return Path(
            huggingface_hub.snapshot_download(
                name, revision=self.revision, token=self.token, cache_dir=self.cache_dir, **options
            )
        )


def needed(files: Iterable[str], target_lang: str | None = None) -> list[str]:
    """Of the files of a model on the hub those that it needs: one kind of weights, one adapter."""
    top = [file for file in files if "/" not in file]
    about = [file for file in top if file.endswith((".json", ".txt", ".model")) and file not in WEIGHTS]
    kept = next((found for kind in _KINDS if (found := [file for file in top if kind.fullmatch(file)])), [])
    adapters = [file for file in top if target_lang and file.startswith(f"adapter.{target_lang}.")]
    return [*about, *kept, *adapters]
