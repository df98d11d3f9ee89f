"""Amounts of money and of other things: $100 is "one hundred dollars", 25 mg "twenty five milligrams"."""

from __future__ import annotations

import re
from itertools import product

from earmark.language.english.normalization import CURRENCIES, SCALES, currency, speak_number
from earmark.language.english.numbers import grouped_forms, point_forms, whole_forms

NUMBER = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)*"
MOST = 3  # forms of a number that are said with a unit

# Name of one, as said after a number; an s makes it several but for those that the second table has.
_UNITS = {
    "mg": "milligram", "mcg": "microgram", "µg": "microgram", "μg": "microgram", "kg": "kilogram|kilo",
    "g": "gram", "ml": "milliliter", "mL": "milliliter", "dl": "deciliter", "dL": "deciliter",
    "cl": "centiliter", "l": "liter", "L": "liter", "mm": "millimeter", "cm": "centimeter", "km": "kilometer",
    "nm": "nanometer", "µm": "micrometer", "μm": "micrometer", "m": "meter", "ft": "foot", "lb": "pound",
    "lbs": "pound", "oz": "ounce", "mph": "mile per hour", "kph": "kilometer per hour",
    "km/h": "kilometer per hour", "sec": "second", "ms": "millisecond", "min": "minute", "hr": "hour",
    "hrs": "hour", "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz", "V": "volt",
    "mV": "millivolt", "kV": "kilovolt", "W": "watt", "mW": "milliwatt", "kW": "kilowatt", "MW": "megawatt",
    "GW": "gigawatt", "kWh": "kilowatt hour", "mAh": "milliamp hour", "mA": "milliamp", "dB": "decibel",
    "kB": "kilobyte", "KB": "kilobyte", "MB": "megabyte|meg", "GB": "gigabyte|gig", "TB": "terabyte",
    "Mbps": "megabit per second", "Gbps": "gigabit per second", "kbps": "kilobit per second", "px": "pixel",
    "bpm": "beat per minute", "mg/dl": "milligram per deciliter", "mg/dL": "milligram per deciliter",
    "mg/ml": "milligram per milliliter", "mg/mL": "milligram per milliliter",
    "mg/kg": "milligram per kilogram",
    "mmol/l": "millimole per liter", "mmol/L": "millimole per liter", "mmHg": "millimeter of mercury",
    "°C": "degree celsius|degree", "°F": "degree fahrenheit|degree", "°": "degree",
}  # fmt: skip
_SEVERAL = {"hertz": "hertz", "kilohertz": "kilohertz", "megahertz": "megahertz", "gigahertz": "gigahertz",
            "foot": "feet"}  # fmt: skip
_COINS = {"$": "cent", "€": "cent", "£": "pence", "₹": "paisa"}
_COUNTRIES = {"US": "u s", "CA": "canadian", "AU": "australian", "A": "australian", "C": "canadian",
              "NZ": "new zealand", "HK": "hong kong"}  # fmt: skip
_SCALE = rf"\s*(?:hundred|thousand|million|billion|trillion)\b|(?:{'|'.join(SCALES)})(?![A-Za-z0-9])"

_where = "|".join(sorted(_COUNTRIES, key=len, reverse=True))
_MONEY = re.compile(rf"({_where})?([{''.join(CURRENCIES)}])\s*({NUMBER})({_SCALE})?", re.IGNORECASE)
_names = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_MEASURE = re.compile(rf"({NUMBER})(\s*)({_names})(?![^\W_]|['’]\w)")


def number_forms(written: str) -> tuple[str, ...]:
    """Ways to say a number as it is written, without an ending, the plain one first."""
    whole, *decimals = written.split(".")
    if "," in whole:
        return (speak_number(written),) if decimals else grouped_forms(whole.replace(",", ""))
    return point_forms((whole, *decimals)) if decimals else whole_forms(whole)


def money_forms(text: str, at: int) -> tuple[int, tuple[str, ...]]:
    """Ways to say the money at a place, always with its currency, and where it ends; none without any."""
    match = _MONEY.match(text, at)
    if match is None:
        return at, ()
    country, sign, amount, scale = match.groups()
    of_where = f"{_COUNTRIES[country.upper()]} " if country else ""
    scale = scale.strip().lower() if scale else ""
    scale = SCALES.get(scale, scale)
    several = of_where + currency(sign, False)
    coins = amount.partition(".")[2]
    if len(coins) == 2 and not scale and "." not in coins and sign in _COINS:
        return match.end(), _with_coins(amount, sign, several)
    name = of_where + currency(sign, amount == "1" and not scale)
    return match.end(), tuple(" ".join(f"{n} {scale} {name}".split()) for n in number_forms(amount)[:MOST])


def measure_forms(text: str, at: int) -> tuple[int, tuple[str, ...]]:
    """Ways to say the number with a unit at a place, and where it ends; none without any."""
    match = _MEASURE.match(text, at)
    if match is None:
        return at, ()
    amount, space, unit = match.groups()
    names = [name if amount == "1" else _plural(name) for name in _UNITS[unit].split("|")]
    letters = " ".join(unit.lower()) if unit.isascii() and unit.isalpha() else ""
    if letters and len(unit) == 1 and not space:  # 5g, 100m
        names.insert(0, letters)
    elif letters and len(unit) < 3:
        names.append(letters)
    numbers = number_forms(amount)[:MOST]
    ranked = sorted(product(range(len(numbers)), range(len(names))), key=sum)
    return match.end(), tuple(f"{numbers[number]} {names[name]}" for number, name in ranked)


def _with_coins(amount: str, sign: str, several: str) -> tuple[str, ...]:
    whole, _, coins = amount.partition(".")
    large = currency(sign, True) if whole == "1" else several
    small = _COINS[sign] if int(coins) == 1 or sign == "£" else f"{_COINS[sign]}s"
    said = number_forms(whole)[0]
    plain = f"{speak_number(amount)} {several}"
    if int(coins) == 0:
        return f"{said} {large}", plain
    part = number_forms(str(int(coins)))[0]
    if int(whole.replace(",", "")) == 0:
        return f"{part} {small}", plain
    return f"{said} {large} {part}", f"{said} {large} and {part} {small}", plain


def _plural(name: str) -> str:
    first, *rest = name.split(" ")
    last_counts = first in {"kilowatt", "milliamp"} and rest == ["hour"]
    if last_counts:
        return f"{first} hours"
    return " ".join([_SEVERAL.get(first, f"{first}s"), *rest])
