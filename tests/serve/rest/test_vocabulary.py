"""Vocabularies of requests: every name and every format of a list."""

import pytest

from earmark.serve.errors import RequestError
from earmark.serve.vocabulary import read_vocabulary

LISTS = {
    "lines": "Fremont\nNguyen\n",
    "CSV": "phrase,display_as\nFremont,\nNguyen,Nguyễn\n",
    "semicolons": "phrase;weight\nFremont;1\nNguyen;2\n",
    "TSV": "phrase\tweight\nFremont\t1\nNguyen\t2\n",
    "JSON": '["Fremont", {"phrase": "Nguyen", "weight": 2}]',
    "weights": '{"Fremont": 1, "Nguyen": 2}',
    "vCard": "BEGIN:VCARD\nVERSION:3.0\nFN:Fremont Nguyen\nN:Nguyen;Fremont;;;\nEND:VCARD\n",
}


def texts(**fields):
    words = read_vocabulary(
        {name: [value] if isinstance(value, str) else value for name, value in fields.items()}
    )
    return [] if words.words is None else [word.text for word in words.words]


@pytest.mark.parametrize("name", ["keywords", "keywords[]", "hotwords", "keyterm", "keyterms", "keyterms[]"])
def test_entries_by_every_name(name):
    assert texts(**{name: ["Fremont", "Blue Island"]}) == ["Fremont", "Blue Island"]
    assert texts(**{name: '["Fremont", "Smith, John"]'}) == ["Fremont", "Smith, John"]
    assert texts(**{name: "Fremont, Blue Island"}) == ["Fremont", "Blue Island"]


@pytest.mark.parametrize("text", LISTS.values(), ids=LISTS)
def test_inline_lists_of_every_format(text):
    assert {"Fremont", "Nguyen"} <= {word for entry in texts(words=text) for word in entry.split()}


def test_several_fields_are_put_together():
    assert texts(keywords="Fremont", hotwords="Nguyen", words="Oslo\nFremont") == [
        "Fremont",
        "Nguyen",
        "Oslo",
    ]


@pytest.mark.parametrize(
    "prompt", ["Fremont, Blue Island", '["Fremont", "Blue Island"]', "Fremont\nBlue Island"]
)
def test_a_prompt_that_is_a_list(prompt):
    assert texts(prompt=prompt) == ["Fremont", "Blue Island"]


def test_a_prompt_that_is_a_text():
    found = read_vocabulary({"prompt": ["The meeting was about the budget, which is late."]})
    assert found.words is None and "give entries as keywords[]" in found.warnings[0]


def test_nothing_at_all():
    found = read_vocabulary({"prompt": [""], "word_list": [""], "keywords": [""]})
    assert (found.words, found.list_id, found.warnings) == (None, None, ())


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"keywords": ["[1"]}, "begins as JSON and is not"),
        ({"keywords": ["[1]"]}, "1 is of type int"),
        ({"words": ['[{"phrase": "Oslo", "weight": NaN}]']}, "out of range"),
        ({"words": ["[" * 100_000]}, "words"),
        ({"words": ["phrase,colour\nOslo,red"]}, "words"),
        ({"word_list": ["a", "b"]}, "word_list is given 2 times"),
        ({"keywords": ["Oslo"], "words": ['{"Oslo": 3}']}, "keep one of them"),
        ({"custom_vocabulary": ["Oslo"]}, "send it as keywords"),
        ({"wordlist": ["x"]}, "send it as word_list"),
        ({"keywords": ["x" * 201]}, "more than 200"),
    ],
)
def test_what_cannot_be_used_is_a_sentence(fields, sentence):
    with pytest.raises(RequestError, match=".") as raised:
        read_vocabulary(fields)
    assert sentence in str(raised.value) and raised.value.status == 400


def test_too_many_entries():
    with pytest.raises(RequestError, match="at most 2 are taken") as raised:
        read_vocabulary({"keywords": ["a", "b", "c"]}, max_entries=2)
    assert raised.value.status == 413


def test_other_fields_are_reported_with_the_nearest_name():
    (warning,) = read_vocabulary({"temprature": ["0"]}, {"temperature"}).warnings
    assert "did you mean 'temperature'?" in warning
