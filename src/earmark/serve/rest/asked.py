"""Asked: what the fields of a transcription request ask for, checked."""

from __future__ import annotations

from dataclasses import dataclass, replace

from earmark.serve.errors import RequestError
from earmark.serve.rest.answers import FORMATS, SEGMENT, WORD
from earmark.serve.rest.form import Form
from earmark.serve.vocabulary import Vocabulary, read_vocabulary

# Fields of OpenAI's interface; those of the second line have no use here, and are reported.
READ = frozenset(
    {"file", "model", "language", "languages", "response_format", "timestamp_granularities", "stream"}
)
UNUSED = frozenset(
    {"include", "temperature", "chunking_strategy", "known_speaker_names", "known_speaker_references"}
)
OWN = frozenset({"transcriber"})
ANY_MODEL = ("whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe")  # that clients name by themselves


@dataclass(frozen=True)
class Asked:
    """A transcription as it was asked for."""

    vocabulary: Vocabulary
    format: str = "json"
    granularities: frozenset[str] = frozenset({SEGMENT})
    stream: bool = False
    transcriber: str | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """Fields that are not used, and why."""
        return self.vocabulary.warnings


def read_asked(form: Form, served: str, language: str, max_entries: int, words_name: str | None) -> Asked:
    """Read the fields of a transcription.

    Args:
        form: of the request.
        served: name of the model.
        language: ISO 639 code of what it transcribes.
        max_entries: of the list.
        words_name: name of the file that came as ``words``.

    Raises:
        RequestError: a field cannot be used.
    """
    vocabulary = read_vocabulary(form.fields, READ | UNUSED | OWN, max_entries, words_name)
    warnings = [*vocabulary.warnings]
    format = form.one("response_format", "json") or "json"
    if format not in FORMATS:
        raise RequestError(
            f"response_format is {format[:60]!r}: give one of {', '.join(FORMATS)}", param="response_format"
        )
    model = form.one("model")
    if model is not None and model not in (served, *ANY_MODEL):
        warnings.append(f"the model {model[:60]!r} is not served: {served!r} transcribed")
    _check_language(form, language)
    granularities = _granularities(form, format, warnings)
    for name in sorted(UNUSED):
        if form.several(name) and not (name == "temperature" and form.several(name) == ["0"]):
            warnings.append(f"{name} is not used: this server has no such choice")
    stream = form.switch("stream")
    if stream and format not in ("json", "text"):
        raise RequestError(
            f"stream=true has no response_format {format!r}: give json or text", param="response_format"
        )
    used = replace(vocabulary, warnings=tuple(warnings))
    return Asked(used, format, granularities, stream, form.one("transcriber"))


def _check_language(form: Form, served: str) -> None:
    for asked in (*form.several("language"), *form.several("languages")):
        if asked.lower().replace("_", "-").split("-")[0] != served:
            raise RequestError(
                f"language is {asked[:20]!r}, this server transcribes {served!r}: leave it out, or start a "
                "server with --model of that language",
                param="language",
            )


def _granularities(form: Form, format: str, warnings: list[str]) -> frozenset[str]:
    found = form.several("timestamp_granularities")
    wrong = next((value for value in found if value not in (WORD, SEGMENT)), None)
    if wrong is not None:
        raise RequestError(
            f"timestamp_granularities[] has {wrong[:20]!r}: give word, segment or both",
            param="timestamp_granularities",
        )
    if found and format != "verbose_json":
        warnings.append("timestamp_granularities is used with response_format=verbose_json only")
    return frozenset(found or [SEGMENT])
