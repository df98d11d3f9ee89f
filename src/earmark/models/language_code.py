"""Codes of the languages that models write, for models that name none or name it otherwise."""

from __future__ import annotations

from earmark.models.alphabet import Alphabet

ANY_LANGUAGE = "und"  # ISO 639 code of no language in particular: what Unicode knows of all
GENERIC = "generic"  # a name for it

# ISO 639-3 to the codes of two letters under which English and num2words are known.
_SHORT = {
    "amh": "am", "ara": "ar", "aze": "az", "azj": "az", "bel": "be", "ben": "bn", "cat": "ca", "ces": "cs",
    "che": "ce", "cmn": "zh", "cym": "cy", "dan": "da", "deu": "de", "eng": "en", "epo": "eo", "fas": "fa",
    "fin": "fi", "fra": "fr", "heb": "he", "hun": "hu", "ind": "id", "isl": "is", "ita": "it", "jpn": "ja",
    "kan": "kn", "kaz": "kz", "khm": "km", "kor": "ko", "lao": "lo", "lav": "lv", "lit": "lt", "mya": "my",
    "nld": "nl", "nob": "no", "nor": "no", "pol": "pl", "por": "pt", "ron": "ro", "rus": "ru", "slk": "sk",
    "slv": "sl", "spa": "es", "srp": "sr", "swe": "sv", "tel": "te", "tgk": "tg", "tha": "th", "tur": "tr",
    "ukr": "uk", "vie": "vi", "zho": "zh",
}  # fmt: skip


def language_code(alphabet: Alphabet, language: str | None) -> str:
    """The code that a caller gives, else English where the labels write no letter beyond a to z."""
    if language is not None:
        return ANY_LANGUAGE if language == GENERIC else language
    letters = filter(str.isalpha, "".join(alphabet.texts))
    return "en" if all(map(str.isascii, letters)) else ANY_LANGUAGE


def short_code(code: str) -> str:
    """The code of two letters for an ISO 639-3 code such as "deu" or MMS's "azj-script_latin"."""
    first = code.partition("-")[0].partition("_")[0].lower()
    return _SHORT.get(first, first)
