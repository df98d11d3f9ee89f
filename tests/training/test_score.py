import pytest
import torch

from earmark.training.score import greedy_wer


def spelled(rows: list[list[int]], tokens: int) -> torch.Tensor:
    """Log-probabilities whose best tokens are these."""
    return torch.nn.functional.one_hot(torch.tensor(rows), tokens).float().log_softmax(dim=-1)


def test_frames_past_the_end_of_a_clip_are_not_read(pieces):
    sea, fog = ([piece + 1 for piece in pieces.encode(text)] for text in ("the sea", "fog"))
    row = spelled([[*sea, 0, *fog]], pieces.get_piece_size() + 1)
    assert greedy_wer([(row, torch.tensor([2 * len(sea)]), ("the sea",))], pieces) == 0.0
    assert greedy_wer([(row, torch.tensor([2 * row.shape[1]]), ("the sea",))], pieces) == 0.5


def test_errors_are_counted_in_words_over_all_batches(pieces):
    def batch(said: str, reference: str):
        tokens = [token for piece in pieces.encode(said) for token in (piece + 1, 0)]
        return spelled([tokens], pieces.get_piece_size() + 1), torch.tensor([2 * len(tokens)]), (reference,)

    assert greedy_wer([batch("the sea", "the sea")], pieces) == 0.0
    # one word of four changed, one of two missing, none of one wrong
    parts = [batch("we left the sea", "we left the table"), batch("queen", "the queen"), batch("fog", "fog")]
    assert greedy_wer(parts, pieces) == pytest.approx(2 / 7)


def test_nothing_to_score_is_no_error(pieces):
    assert greedy_wer([], pieces) == 0.0
