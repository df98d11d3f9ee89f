"""Codes of languages: ISO 639-3, as MMS has them, to those of two letters."""

from __future__ import annotations

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


def short_code(code: str) -> str:
    """The code of two letters for an ISO 639-3 code such as "deu" or MMS's "azj-script_latin"."""
    first = code.partition("-")[0].partition("_")[0].lower()
    return _SHORT.get(first, first)
