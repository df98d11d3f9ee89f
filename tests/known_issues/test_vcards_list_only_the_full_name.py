"""Of an address book only full names were listed, titles included: nobody says "Dr. José Gutiérrez"."""

import pytest

from earmark.biasing import WordList
from earmark.biasing.formats.person import name_without_titles, parted_name


def load(tmp_path, *cards):
    path = tmp_path / "people.vcf"
    path.write_text("".join(f"BEGIN:VCARD\n{card}\nEND:VCARD\n" for card in cards), encoding="utf-8")
    return WordList.load(path)


def texts(tmp_path, *cards):
    return [word.text for word in load(tmp_path, *cards)]


def test_given_name_and_surname_are_entries_and_titles_are_not(tmp_path):
    card = "FN:Dr. José Gutiérrez\\, Jr.\nN:Gutiérrez;José;A.;Dr.;Jr."
    assert texts(tmp_path, card) == ["José Gutiérrez", "José", "Gutiérrez"]


def test_a_card_without_structure_is_parted(tmp_path):
    assert texts(tmp_path, "FN:Prof. Jan van der Berg") == ["Jan van der Berg", "Jan", "van der Berg"]
    assert texts(tmp_path, "FN:Gutiérrez, José") == ["Gutiérrez, José", "José", "Gutiérrez"]


def test_nicknames_and_companies(tmp_path):
    card = "FN:Ada Lovelace\nNICKNAME:Addie,Countess\nORG:Analytical Engines\\, Inc;Research"
    assert texts(tmp_path, card) == [
        "Ada Lovelace", "Ada", "Lovelace", "Addie", "Countess", "Analytical Engines, Inc",
    ]  # fmt: skip
    assert texts(tmp_path, "FN:Blue Island\nORG:Blue Island\nN:;;;;") == ["Blue Island"]


def test_names_that_several_cards_have_are_one_entry_without_a_note(tmp_path):
    words = load(tmp_path, "FN:Ada Lovelace", "FN:Ada King", "FN:Ada Lovelace")
    assert [w.text for w in words] == ["Ada Lovelace", "Ada", "Lovelace", "Ada King", "King"]
    assert words.notes == () and words.places == (2, 2, 2, 5, 5)


def test_phonetic_names_are_respellings(tmp_path):
    card = "FN:Siobhan Ng\nN:Ng;Siobhan;;;\nX-PHONETIC-FIRST-NAME:shi-VAWN\nX-PHONETIC-LAST-NAME:ing"
    assert {w.text: w.sounds_like for w in load(tmp_path, card)} == {
        "Siobhan Ng": ("shi-VAWN ing",), "Siobhan": ("shi-VAWN",), "Ng": ("ing",),
    }  # fmt: skip


def test_the_last_card_of_a_file_that_was_cut_short_is_read(tmp_path):
    path = tmp_path / "people.vcf"
    path.write_text("BEGIN:VCARD\nN:Lovelace;Ada;;;\n")
    assert [word.text for word in WordList.load(path)] == ["Ada Lovelace", "Ada", "Lovelace"]


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("Dr. Ada Lovelace", "Ada Lovelace"),
        ("Prof. Dr. Ada Lovelace PhD", "Ada Lovelace"),
        ("Martin King, Jr.", "Martin King"),
        ("Henry Ford II", "Henry Ford"),
        ("Yo-Yo Ma", "Yo-Yo Ma"),
        ("Dr.", "Dr."),
        ("Miss", "Miss"),
        ("King, Martin", "King, Martin"),
    ],
)
def test_titles(written, left):
    assert name_without_titles(written) == left


def test_initials_and_single_names_are_no_names_by_themselves():
    assert (parted_name("J. Smith").given, parted_name("J. Smith").surnames) == ("", ("Smith",))
    assert parted_name("Cher").is_empty and parted_name("Studio 54").is_empty
