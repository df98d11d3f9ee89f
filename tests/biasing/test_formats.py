import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.biasing import Word, WordList
from earmark.biasing.formats import COLUMNS, read_entries
from earmark.biasing.problems import Problems
from earmark.errors import WordListError


@pytest.fixture
def load(tmp_path):
    def load(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return WordList.load(path)

    return load


@pytest.fixture
def message(tmp_path, load):
    """The error of a bad file, its folder left off."""

    def message(name, content):
        with pytest.raises(WordListError) as error:
            load(name, content)
        return str(error.value).replace(f"{tmp_path}/", "")

    return message


def test_text(load):
    words = load("names.txt", "\ufeff# names\nZelenskyy\r\n\r\n  Blue  Island \n# end\nO’Brien")
    assert words.words == (Word("Zelenskyy"), Word("Blue Island"), Word("O’Brien"))
    assert words.places == (2, 4, 6)


def test_a_file_without_suffix_is_text(load):
    assert load("names", "Fremont").words == (Word("Fremont"),)


TABLE = """\
Weight,PHRASE,ipa,display_as,Sounds Like
2,zelenskyy,zəˈlɛnski,Zelenskyy,zuh-LEN-skee

,"Boise, Idaho",,,BOY-see
-1,fremont
"""
TABLE_WORDS = (
    Word("zelenskyy", "Zelenskyy", 2.0, ("zuh-LEN-skee",), ("zəˈlɛnski",)),
    Word("Boise, Idaho", sounds_like=("BOY-see",)),
    Word("fremont", weight=-1.0),
)


def test_csv_columns_in_any_order_and_case(load):
    words = load("names.csv", TABLE)
    assert words.words == TABLE_WORDS
    assert words.places == (2, 4, 5)


def test_csv_of_a_country_with_decimal_commas_is_separated_by_semicolons(load):
    assert load("names.csv", 'phrase;weight\nfremont;2\n"a; b";1\n').words == (
        Word("fremont", weight=2.0),
        Word("a; b"),
    )


def test_tsv(load):
    assert load("names.tsv", 'phrase\tweight\nthe "Rock"\t2\n').words == (Word('the "Rock"', weight=2.0),)


def test_amazon_transcribe_table(load):
    table = (
        "Phrase\tSoundsLike\tIPA\tDisplayAs\n"
        "Los-Angeles\tloss-ANN-gel-es\t\tLos Angeles\nF.B.I.\t\t\tFBI\nEtro\t\tɛ t ɹ oʊ\t\n"
    )
    expected = (
        Word("Los Angeles", sounds_like="loss-ANN-gel-es", display_as="Los Angeles"),
        Word("F.B.I.", display_as="FBI"),
        Word("Etro", ipa="ɛ t ɹ oʊ"),
    )
    assert load("vocabulary.txt", table).words == expected
    assert load("vocabulary.tsv", table).words == expected


@pytest.mark.parametrize("wrapped", [False, True])
def test_json(load, wrapped):
    items = [
        "Fremont",
        {
            "phrase": "zelenskyy",
            "display_as": "Zelenskyy",
            "weight": 2,
            "sounds_like": ["zuh-LEN-skee"],
            "ipa": None,
        },
        {"text": "Oslo", "DisplayAs": "OSLO"},
    ]
    words = load("names.json", json.dumps({"words": items} if wrapped else items))
    assert words.words == (
        Word("Fremont"),
        Word("zelenskyy", "Zelenskyy", 2.0, ("zuh-LEN-skee",)),
        Word("Oslo", "OSLO"),
    )
    assert words.places == (1, 2, 3)


def test_vcard(load):
    cards = (
        "BEGIN:VCARD\r\nVERSION:3.0\r\n"
        "FN:Ada\\, Countess of\r\n  Lovelace\r\nN:Lovelace;Ada;;;\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\nitem1.FN;CHARSET=UTF-8:José Ruiz\nEND:VCARD\n"
        "BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:J=C3=BCrgen=\n M=C3=BCller\nEND:VCARD\n"
    )
    words = load("people.vcf", cards)
    assert [w.text for w in words] == [
        "Ada, Countess of Lovelace", "Ada", "Lovelace", "José Ruiz", "José", "Ruiz", "Jürgen Müller",
        "Jürgen", "Müller",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", "", "a.txt holds no words; write one word or phrase a line"),
        ("a.txt", "# only a comment\n\n", "a.txt holds no words; write one word or phrase a line"),
        ("a.csv", "", "a.csv holds no words; write one word or phrase a line"),
        ("a.csv", "phrase\n", "a.csv holds no words; write one word or phrase a line"),
        ("a.json", "", "a.json holds no words; write one word or phrase a line"),
        ("a.json", "[]", "a.json holds no words; write one word or phrase a line"),
        (
            "a.txt",
            "a\tb",
            "a.txt line 1: holds a tab; write one phrase a line, or a .tsv table with a header",
        ),
        (
            "a.docx",
            "x",
            "a.docx: word lists of type '.docx' are not read; save it as .txt, .csv, .tsv, .json or .vcf",
        ),
        ("a.txt", "ok\n".encode("utf-16"), "a.txt is UTF-16 text; save it as UTF-8"),
        (
            "a.txt",
            b"ok\nJos\xe9\n",
            "a.txt line 2: byte 0xe9 is not UTF-8; "
            "save the file as UTF-8 (it may be Latin-1 or Windows-1252)",
        ),
        (
            "a.txt",
            b"PK\x03\x04\n\x00\x01",
            "a.txt line 2: holds a zero byte, so it is not text; save the list as UTF-8 text",
        ),
        (
            "a.csv",
            "phrase,weight\nok,1\nzelenskyy,high\n",
            "a.csv line 3: weight 'high' is not a number; write a number such as 1.0 or leave it empty",
        ),
        (
            "a.csv",
            "Zelenskyy,2\nFremont,1\n",
            "a.csv line 1: the header has no column 'phrase', found 'Zelenskyy', '2'; begin the table with a "
            "header line, the columns are phrase, display_as, sounds_like, ipa, weight",
        ),
        (
            "a.csv",
            "\nphrase,boost,colour\nx,1,red",
            "a.csv line 2: unknown columns 'boost', 'colour'; "
            "the columns are phrase, display_as, sounds_like, ipa, weight",
        ),
        ("a.csv", "phrase,Phrase\nx,y", "a.csv line 1: column 'phrase' stands twice; keep one of them"),
        (
            "a.csv",
            "phrase,weight\nBoise, Idaho,1\n",
            "a.csv line 2: has 3 cells, the header 2; put quotes around a cell that holds ','",
        ),
        (
            "a.tsv",
            "phrase\nx\ty",
            "a.tsv line 2: has 2 cells, the header 1; put quotes around a cell that holds a tab",
        ),
        (
            "a.csv",
            "phrase,weight\n,2\n",
            "a.csv line 2: the phrase is empty; write a word or phrase, or remove the entry",
        ),
        (
            "a.csv",
            'phrase\nok\n"never closed\nmore\n',
            "a.csv line 3: is not a readable table row (unexpected end of data); check its quotes",
        ),
        (
            "a.csv",
            "phrase,weight\nok,1\nok,2\n",
            "a.csv line 3: 'ok' has weight 2, but weight 1 on line 2; keep one of them",
        ),
        (
            "a.json",
            '["ok",\n oops]',
            "a.json line 2: is not JSON (Expecting value); "
            'write ["Fremont", {"phrase": "Zelenskyy", "weight": 1.5}]',
        ),
        ("a.json", '"ok"', "a.json: holds one str, expected a list of words"),
        (
            "a.json",
            '{"names": []}',
            "a.json item 1: 'names' has [] in place of a weight; write a number, or a list of entries; "
            "the columns are phrase, display_as, sounds_like, ipa, weight",
        ),
        (
            "a.json",
            '["ok", 7]',
            "a.json item 2: 7 is of type int; write text, a Word or an object; "
            "the columns are phrase, display_as, sounds_like, ipa, weight",
        ),
        (
            "a.json",
            '[{"phrase": "ok", "boost": 2}]',
            "a.json item 1: unknown key 'boost'; "
            "the columns are phrase, display_as, sounds_like, ipa, weight",
        ),
        (
            "a.json",
            '[{"phrase": "ok", "Phrase": "no"}]',
            "a.json item 1: key 'phrase' stands twice; keep one of them",
        ),
        (
            "a.json",
            '[{"weight": 2}]',
            "a.json item 1: the phrase is empty; write a word or phrase, or remove the entry",
        ),
        (
            "a.json",
            '[{"phrase": "ok", "weight": "much"}]',
            "a.json item 1: weight 'much' is not a number; write a number such as 1.0 or leave it empty",
        ),
        (
            "a.vcf",
            "BEGIN:VCARD\nFN:Ada\nEND:VCARD\nBEGIN:VCARD\nTEL:12\nEND:VCARD\n",
            "a.vcf line 4: the card that begins here has no FN line; add one such as FN:Ada Lovelace",
        ),
        ("a.vcf", "Ada\n", "a.vcf: holds no BEGIN:VCARD line; export the address book as vCard again"),
    ],
)
def test_bad_files_say_what_is_wrong(message, name, content, expected):
    assert message(name, content) == expected


def test_a_missing_file_and_a_folder(tmp_path):
    with pytest.raises(WordListError, match=r"word list .*gone.txt does not exist; check the path"):
        WordList.load(tmp_path / "gone.txt")
    with pytest.raises(WordListError, match="is a folder; give a word list file"):
        WordList.load(tmp_path)


def test_every_bad_line_of_a_file_is_reported(message):
    told = message("a.csv", "phrase,weight\n" + "\n".join(f"name,w{n}" for n in range(9))).split("\n")
    assert [line.split(": ")[0] for line in told[:5]] == [f"a.csv line {n}" for n in range(2, 7)]
    assert told[5:] == ["and 4 more lines of a.csv that cannot be used"]


PHRASES = st.text(alphabet="abcXYZ é'-,;\"&19", min_size=1, max_size=12).filter(
    lambda s: any(c.isalnum() for c in s)
)
WORDS = st.builds(
    Word,
    text=PHRASES,
    display_as=st.none() | PHRASES,
    weight=st.floats(-10, 10, allow_nan=False),
    sounds_like=st.lists(st.sampled_from(["zuh-LEN", "skee", "ay bee"]), max_size=2),
    ipa=st.lists(st.sampled_from(["zəˈlɛnski", "t͡ʃ"]), max_size=2),
)


def row(word):
    cells = (
        word.text,
        word.display_as or "",
        " | ".join(word.sounds_like),
        " | ".join(word.ipa),
        repr(word.weight),
    )
    return dict(zip(COLUMNS, cells, strict=True))


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=5))
def test_tables_and_json_round_trip(tmp_path_factory, words):
    folder = tmp_path_factory.mktemp("round")
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS)
    writer.writeheader()
    writer.writerows(map(row, words))
    as_json = [
        {
            "phrase": w.text,
            "display_as": w.display_as,
            "sounds_like": w.sounds_like,
            "ipa": w.ipa,
            "weight": w.weight,
        }
        for w in words
    ]
    (folder / "a.csv").write_text(table.getvalue(), encoding="utf-8", newline="")
    (folder / "a.json").write_text(json.dumps(as_json), encoding="utf-8")
    for name in ("a.csv", "a.json"):
        problems = Problems(name, "line")
        assert [word for _, word in read_entries(folder / name, problems)] == words
        problems.check()


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=60), suffix=st.sampled_from([".txt", ".csv", ".tsv", ".json", ".vcf"]))
def test_any_bytes_load_or_are_refused_in_words(tmp_path_factory, data, suffix):
    path = tmp_path_factory.mktemp("bytes") / f"list{suffix}"
    path.write_bytes(data)
    try:
        words = WordList.load(path)
    except WordListError as error:
        assert str(path) in str(error)
    else:
        assert len(words) > 0
