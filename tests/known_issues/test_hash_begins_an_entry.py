"""A line such as ``#MeToo`` of a text list was dropped as a comment without a word about it."""

from earmark.biasing import WordList


def test_a_hash_with_a_letter_or_digit_after_it_begins_an_entry(tmp_path):
    path = tmp_path / "names.txt"
    path.write_text("# names\n#MeToo\n#1\n#\n##\n#-- more --\n\t# indented\nFremont\n")
    words = WordList.load(path)
    assert [word.text for word in words] == ["#MeToo", "#1", "Fremont"]
    assert words.places == (2, 3, 8)
    assert words.notes == (
        "line 2: '#MeToo', like 1 more line, is an entry, since no blank follows the '#'; "
        "begin comments with '# '",
    )
