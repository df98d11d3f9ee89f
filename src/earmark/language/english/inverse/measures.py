"""Percent and units: ``five milligrams`` is 5 mg."""

from __future__ import annotations

from earmark.language.english.inverse.amounts import Amount
from earmark.language.english.inverse.cardinals import crowded
from earmark.language.english.inverse.decimals import read_amount
from earmark.language.english.inverse.nouns import counted
from earmark.language.english.inverse.spoken import Words
from earmark.language.written import WrittenNumber

_METRIC = {
    "meter": "m", "kilometer": "km", "centimeter": "cm", "millimeter": "mm", "micrometer": "µm",
    "nanometer": "nm", "gram": "g", "kilogram": "kg", "milligram": "mg", "microgram": "µg",
    "liter": "L", "milliliter": "mL", "hectare": "ha",
    "hertz": "Hz", "kilohertz": "kHz", "megahertz": "MHz", "gigahertz": "GHz",
    "byte": "byte", "kilobyte": "kB", "megabyte": "MB", "gigabyte": "GB", "terabyte": "TB",
    "watt": "W", "kilowatt": "kW", "megawatt": "MW", "gigawatt": "GW", "volt": "V", "kilovolt": "kV",
    "millivolt": "mV", "milliamp": "mA", "decibel": "dB", "millisecond": "ms", "kilocalorie": "kcal",
    "kilopascal": "kPa",
}  # fmt: skip
_SPELT_ALIKE = {"hertz", "kilohertz", "megahertz", "gigahertz"}
_UNCHANGED = {"byte", "bytes"}


def _spellings() -> dict[str, str]:
    """Singular and plural, with -er and with -re."""
    found = {}
    for name, symbol in _METRIC.items():
        for spelling in {name, name.replace("meter", "metre").replace("liter", "litre")}:
            found[spelling] = symbol
            if spelling not in _SPELT_ALIKE:
                found[f"{spelling}s"] = symbol if name not in _UNCHANGED else f"{spelling}s"
    return found


UNITS = _spellings()
_SQUARED = {"square": "²", "cubic": "³"}
_SCALES_OF_HEAT = {"celsius": "°C", "centigrade": "°C", "fahrenheit": "°F"}


def write_measure(words: Words, place: int) -> WrittenNumber | None:
    """Write a number with its percent sign or its unit."""
    amount = read_amount(words, place)
    if amount is None or (words[place] == "a" and words[amount.end] != "percent"):
        return None
    if crowded(words, place) and counted(words, amount.end):  # "two five milligram tablets" are two
        return None
    return _percent(words, place, amount) or _degrees(words, place, amount) or _unit(words, place, amount)


def _percent(words: Words, place: int, amount: Amount) -> WrittenNumber | None:
    if words[amount.end] == "percent":
        return WrittenNumber(place, amount.end + 1, f"{amount.text}%")
    if words.have(amount.end, "per", "cent"):
        return WrittenNumber(place, amount.end + 2, f"{amount.text}%")
    return None


def _degrees(words: Words, place: int, amount: Amount) -> WrittenNumber | None:
    if words[amount.end] not in {"degrees", "degree"}:
        return None
    scale = _SCALES_OF_HEAT.get(words[amount.end + 1])
    if scale is not None:
        return WrittenNumber(place, amount.end + 2, f"{amount.text} {scale}")
    return WrittenNumber(place, amount.end + 1, f"{amount.text} {words[amount.end]}")


def _unit(words: Words, place: int, amount: Amount) -> WrittenNumber | None:
    if words.have(amount.end, "miles", "per", "hour"):
        return WrittenNumber(place, amount.end + 3, f"{amount.text} mph")
    power = _SQUARED.get(words[amount.end], "")
    at = amount.end + bool(power)
    symbol = UNITS.get(words[at])
    if symbol is None:
        return None
    if words.have(at + 1, "per", "hour") and not power:
        return WrittenNumber(place, at + 3, f"{amount.text} {symbol}/h")
    if words.have(at + 1, "per", "second") and not power:
        return WrittenNumber(place, at + 3, f"{amount.text} {symbol}/s")
    return WrittenNumber(place, at + 1, f"{amount.text} {symbol}{power}")
