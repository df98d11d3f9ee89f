"""Numbers as people say them: 747 "seven forty seven", 007 "double oh seven", 1984 "nineteen eighty four"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from earmark.language.english.normalization import MAX_CARDINAL_DIGITS, cardinal, speak_digits, speak_year

LONGEST_CARDINAL = 6  # digits: longer numbers without commas are read digit by digit
_TIMES = {2: "double", 3: "triple"}
_PARTS = {2: ("half", "halves"), 4: ("quarter", "quarters")}


def whole_forms(digits: str) -> tuple[str, ...]:
    """Ways to say a whole number that is written without commas, the plain one first.

    Zeros that lead are always said: ``007`` is never "seven".
    """
    digits = "".join(str(int(digit)) for digit in digits)
    if digits == "0":
        return ("zero",)  # "oh" alone is a word
    if digits[0] == "0" or len(digits) > LONGEST_CARDINAL:
        return tuple(dict.fromkeys(_by_digits(digits)))
    return tuple(dict.fromkeys(_by_value(digits)))


def grouped_forms(digits: str) -> tuple[str, ...]:
    """Ways to say a whole number whose thousands are parted by commas, which are left out of ``digits``."""
    if len(digits) > MAX_CARDINAL_DIGITS:
        return (speak_digits(digits),)
    plain = cardinal(int(digits))
    return tuple(dict.fromkeys((plain, without_and(plain), *_with_article(plain))))


def point_forms(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Ways to say numbers with points between them, decimals (3.12) or versions (1.2.10), the plain first."""
    whole = [whole_forms(part)[0] for part in parts]
    decimal = len(parts) == 2
    plain = [whole[0], speak_digits(parts[1])] if decimal else whole
    said = [" point ".join(plain), " dot ".join(plain)]
    if not decimal:
        return (*said, " ".join(plain))
    if len(parts[1]) == 2 and parts[1][0] != "0":  # Python 3.12
        said += [" point ".join(whole), " ".join(whole)]
    if parts[0] == "0":
        said.append(f"point {plain[1]}")
    if "zero" in plain[1]:
        said.append(said[0].replace("zero", "oh"))
    return tuple(said)


def clock_forms(hour: int, minute: int) -> tuple[str, ...]:
    """Ways to say a time of day: ``7:05`` -> ``seven oh five``."""
    said = cardinal(hour)
    if minute == 0:
        return (f"{said} o'clock",)
    if minute < 10:
        return (f"{said} oh {cardinal(minute)}", f"{said} zero {cardinal(minute)}")
    return (f"{said} {cardinal(minute)}",)


def fraction_forms(over: int, under: int) -> tuple[str, ...]:
    """Ways to say a fraction of small numbers: ``3/4`` -> ``three quarters``, ``three slash four``."""
    one, several = _PARTS.get(under, (cardinal(under, ordinal=True), f"{cardinal(under, ordinal=True)}s"))
    part = f"{cardinal(over)} {one if over == 1 else several}"
    spelled = tuple(f"{cardinal(over)} {word} {cardinal(under)}" for word in ("slash", "over"))
    return (part, *((f"a {one}",) if over == 1 else ()), *spelled)


def without_and(said: str) -> str:
    """``one hundred and five`` -> ``one hundred five``."""
    return said.replace(" and ", " ")


def doubled(symbols: str, names: list[str]) -> str:
    """Names of symbols in turn, two or three equal ones in a row as ``double`` or ``triple`` so."""
    runs = [(name, len(list(run))) for name, run in groupby(names)]
    if len(symbols) != len(names) or not any(count in _TIMES for _, count in runs):
        return " ".join(names)
    return " ".join(f"{_TIMES[n]} {name}" if n in _TIMES else " ".join([name] * n) for name, n in runs)


def _by_digits(digits: str) -> Iterator[str]:
    zero = speak_digits(digits)
    oh = zero.replace("zero", "oh")
    yield zero
    yield oh
    yield doubled(digits, oh.split())
    yield doubled(digits, zero.split())


def _by_value(digits: str) -> Iterator[str]:
    """As a cardinal, as a year, in pairs and by digits, what is said most first."""
    plain = cardinal(int(digits))
    yield plain
    if len(digits) == 4:
        yield speak_year(int(digits))
        if digits[1:3] == "00" and digits[3] != "0":  # 2006
            yield f"{cardinal(int(digits[:2]))} oh {cardinal(int(digits[3]))}"
    if len(digits) == 3 and digits[1:] != "00":
        first, rest = cardinal(int(digits[0])), int(digits[1:])
        yield f"{first} {cardinal(rest)}" if rest > 9 else f"{first} oh {cardinal(rest)}"
    yield without_and(plain)
    yield from _with_article(plain)
    if len(digits) > 2 and not digits.endswith("00"):
        oh = speak_digits(digits).replace("zero", "oh")
        yield oh
        yield speak_digits(digits)
        yield doubled(digits, oh.split())
    if len(digits) == 6:
        yield " ".join(cardinal(int(digits[at : at + 2])) for at in (0, 2, 4) if digits[at] != "0")


def _with_article(plain: str) -> Iterator[str]:
    if plain == "one thousand" or (plain.startswith("one hundred") and "thousand" not in plain):
        yield f"a{plain[3:]}"
