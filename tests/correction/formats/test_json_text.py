"""JSON in its own spelling, beside the reader of the standard library."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.correction.formats.changes import Assign, Copied, Item, Reitem, Splice
from earmark.correction.formats.documents import JsonText, Parsed
from earmark.correction.formats.json_text import parse
from earmark.errors import TranscriptError

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES, st.sampled_from([None, 0, 3, "\t"]), st.booleans())
def test_every_value_is_found_where_it_stands(value: object, indent: object, ascii_only: bool) -> None:
    text = " \r\n" + json.dumps(value, indent=indent, ensure_ascii=ascii_only) + "\n"  # type: ignore[arg-type]
    read, root = parse(text)
    assert read == value

    def check(node: object, value: object) -> None:
        assert json.loads(node.source) == value
        if isinstance(value, list | dict):
            keys = list(value) if isinstance(value, dict) else list(range(len(value)))
            assert list(node.members) == keys
            for key in keys:
                check(node.members[key], value[key])

    check(root, value)


@given(st.text(), st.data(), st.booleans())
def test_characters_of_a_string_are_replaced_and_no_others(
    text: str, data: st.DataObject, escaped: bool
) -> None:
    source = json.dumps([text], ensure_ascii=escaped)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    new = JsonText(source).apply([Splice((0,), start, end, 'né"w')])
    assert json.loads(new.output()) == [text[:start] + 'né"w' + text[end:]]
    before, behind = (
        json.dumps(text[:start], ensure_ascii=escaped),
        json.dumps(text[end:], ensure_ascii=escaped),
    )
    assert new.output().startswith("[" + before[:-1])
    assert new.output().endswith(behind[1:] + "]")


@given(st.lists(st.integers(0, 99), min_size=1, max_size=6), st.data(), st.sampled_from([None, 2]))
def test_items_are_replaced_in_text_and_in_lists(
    values: list[int], data: st.DataObject, indent: object
) -> None:
    rows = [{"n": n, "deep": [{"x": "é"}]} for n in values]
    chosen = data.draw(st.lists(st.integers(0, len(values) - 1), unique=True))
    changes = []
    for index in chosen:
        copies = data.draw(st.lists(st.integers(0, len(values) - 1), max_size=3))
        new = {("n",): Copied(values.index(min(values)), ("n",)), ("deep", 0, "x"): "ü"}
        changes.append(Reitem(("rows",), index, tuple(Item(k, new if k % 2 else {}) for k in copies)))
    text = JsonText(json.dumps({"rows": rows, "z": [1.50]}, indent=indent)).apply(changes)  # type: ignore[arg-type]
    expected = []
    by_index = {c.index: c for c in changes}
    for index, row in enumerate(rows):
        if index not in by_index:
            expected.append(row)
            continue
        for item in by_index[index].items:
            expected.append({"n": min(values), "deep": [{"x": "ü"}]} if item.values else rows[item.template])
    assert json.loads(text.output()) == {"rows": expected, "z": [1.5]}
    assert Parsed({"rows": rows, "z": [1.5]}).apply(changes).output() == {"rows": expected, "z": [1.5]}


def test_spelling_of_all_else_stays() -> None:
    source = '\ufeff { "a" : 1.500E+0 ,"k": "x", "k" :"\\u0041\\/\\n z",\t"t": [ 1 , 2 ] } \r\n'
    document = JsonText(source[1:], "\ufeff")
    changed = document.apply([Splice(("k",), 4, 5, "Ž"), Assign(("a",), 2), Reitem(("t",), 1, ())])
    assert changed.output() == '\ufeff { "a" : 2 ,"k": "x", "k" :"\\u0041\\/\\n Ž",\t"t": [ 1 ] } \r\n'


def test_letters_are_escaped_where_the_document_escapes_them() -> None:
    assert (
        JsonText('["caf\\u00e9 x"]').apply([Splice((0,), 5, 6, "Škoda")]).output()
        == '["caf\\u00e9 \\u0160koda"]'
    )
    assert JsonText('["plain x"]').apply([Splice((0,), 6, 7, "Škoda")]).output() == '["plain Škoda"]'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"text": "a",\n  "segments": [}', "line 2, column 16"),
        ('{"text": "a"} {"tex', "line 1, column 16"),
        ("[" * 100_000, "nested too deeply"),
        ('{"n": ' + "9" * 5000 + "}", "a number that cannot be read"),
        ("", "line 1, column 1"),
    ],
)
def test_broken_json_is_said_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(TranscriptError, match=sentence):
        parse(text)
