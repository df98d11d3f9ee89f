from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.language import DEFAULT
from earmark.language.english.inverse.cardinals import NUMBER_WORDS
from earmark.language.english.inverse.spoken import Words


def table(name: str) -> list[tuple[str, ...]]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if not line.startswith("#")]


CASES, ACRONYMS = table("inverse.tsv"), table("acronyms.tsv")


def written(spoken: str) -> str:
    words, out, place = spoken.split(), [], 0
    for number in DEFAULT.write_numbers(words):
        out += [*words[place : number.first], number.text]
        place = number.end
    return " ".join(out + words[place:])


def spell(number: int) -> str:
    return DEFAULT.normalize(f"{number:,}")


def test_the_table_has_five_hundred_cases():
    assert len(CASES) >= 500 and len({spoken for spoken, _ in CASES}) == len(CASES)


@pytest.mark.parametrize(("spoken", "expected"), CASES + ACRONYMS)
def test_table(spoken: str, expected: str):
    assert written(spoken) == expected


@given(st.integers(10, 999_999))
def test_cardinals_come_back(number: int):
    assert written(f"exactly {spell(number)} of them") == f"exactly {number:,} of them"


@given(st.integers(10, 9_999))
def test_ordinals_come_back(number: int):
    tail = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    assert written(f"the {DEFAULT.normalize(f'{number}{tail}')} one") == f"the {number:,}{tail} one"


@given(st.integers(1700, 1999))
def test_years_come_back(year: int):
    spoken = DEFAULT.spoken_forms(str(year))[1]
    assert written(f"it was in {spoken} that they came") == f"it was in {year} that they came"


@given(st.decimals(0, 9999, places=2))
def test_decimals_come_back(number):
    spoken = DEFAULT.normalize(str(number))
    whole, _, figures = str(number).partition(".")
    assert written(f"it measured {spoken}") == f"it measured {int(whole):,}.{figures}"


@given(
    st.lists(
        st.sampled_from(sorted(NUMBER_WORDS | {"and", "point", "oh", "dollars", "may", "of", "p", "m", "a"}))
    )
)
def test_pieces_are_in_order_and_never_overlap(words: list[str]):
    place = 0
    for number in DEFAULT.write_numbers(words):
        assert place <= number.first < number.end <= len(words) and number.text
        place = number.end


@given(st.lists(st.sampled_from(sorted(DEFAULT.common_words - NUMBER_WORDS))))
def test_words_that_are_not_numbers_stay(words: list[str]):
    assert not any(any(map(str.isdigit, number.text)) for number in DEFAULT.write_numbers(words))


@pytest.mark.parametrize("unit", ["point five and", "a b", "uh", "two", "w w w dot", "anna at", "a hundred"])
def test_long_runs_take_linear_time(unit: str, monkeypatch):
    """Counted in words that the rules look at, not in seconds."""
    looked_at = 0
    plain = Words.__getitem__

    def counted(words: Words, place: int) -> str:
        nonlocal looked_at
        looked_at += 1
        return plain(words, place)

    monkeypatch.setattr(Words, "__getitem__", counted)
    counts = []
    for times in (100, 200):
        looked_at = 0
        DEFAULT.write_numbers(unit.split() * times)
        counts.append(looked_at)
    assert counts[1] < 2.2 * counts[0]
