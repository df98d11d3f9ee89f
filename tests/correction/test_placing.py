"""Given words in pieces of audio, by what the acoustic model reads there."""

from earmark.correction.given import GivenWord
from earmark.correction.placing import ReadWord, place_parts
from earmark.correction.spoken import spoken_parts
from earmark.language import DEFAULT


def placed(given: str, *pieces: str) -> list[tuple[str, int | None]]:
    """Each given part and the piece in which it is said, where these texts are read."""
    read = [ReadWord(word, number) for number, piece in enumerate(pieces) for word in piece.split()]
    parts = spoken_parts([GivenWord(word) for word in given.split()], DEFAULT)
    return [(found.part.text, found.piece) for found in place_parts(parts, read)]


def pieces_of(given: str, *pieces: str) -> list[int | None]:
    return [piece for _, piece in placed(given, *pieces)]


def test_words_go_where_they_are_read():
    assert pieces_of("we met there. Then we left.", "we met there", "then we left") == [0, 0, 0, 1, 1, 1]


def test_words_that_are_read_otherwise_go_with_their_neighbours():
    assert pieces_of("ask Zelenskyy now. Goodbye", "ask the linsky now", "good bye") == [0, 0, 0, 1]


def test_a_misread_word_at_a_border_goes_where_its_letters_are():
    given = "we saw Reykjavik. Semaglutide helped"
    assert pieces_of(given, "we saw reikavick", "sema glutied helped") == [0, 0, 0, 1, 1]


def test_a_loop_that_was_never_said_is_placed_nowhere():
    found = placed("we left. " + "Thank you for watching. " * 20, "we left")
    assert [piece for _, piece in found[:2]] == [0, 0]
    assert {piece for _, piece in found[2:]} == {None}


def test_a_loop_in_the_middle_does_not_move_what_follows():
    found = placed("we " + "thank you " * 20 + "left early today", "we", "left early today")
    assert found[0] == ("we", 0)
    assert found[-3:] == [("left", 1), ("early", 1), ("today", 1)]
    assert [piece for _, piece in found[1:-3]] == [None] * 40


def test_a_phrase_that_is_said_once_and_written_many_times_keeps_one():
    pieces = pieces_of("thank you very much " * 5, "thank you very much")
    assert sum(piece == 0 for piece in pieces) == 4
    assert pieces.count(None) == 16


def test_short_words_that_the_model_does_not_read_stay_beside_their_neighbours():
    assert pieces_of("he is a friend", "he friend") == [0, 0, 0, 0]


def test_pieces_never_go_back():
    pieces = pieces_of("a b c d e f a b c", "a b c", "d e f", "a b c")
    assert pieces == [0, 0, 0, 1, 1, 1, 2, 2, 2]


def test_the_form_that_is_read_is_chosen():
    read = [ReadWord(word, 0) for word in ["it", "was", "nineteen", "eighty", "four", "then"]]
    parts = spoken_parts([GivenWord(word) for word in ["It", "was", "1984", "then"]], DEFAULT)
    assert place_parts(parts, read)[2].words == ("nineteen", "eighty", "four")


def test_nothing_read_and_nothing_given():
    assert pieces_of("") == []
    assert pieces_of("you", "") == [None]
    assert pieces_of("", "we left") == []
