import pytest
import torch

from earmark.training.score import greedy_tokens, greedy_wer


def spelled(rows: list[list[int]], tokens: int) -> torch.Tensor:
    """Log-probabilities whose best tokens are these."""
    return torch.nn.functional.one_hot(torch.tensor(rows), tokens).float().log_softmax(dim=-1)


def test_repeats_merge_and_blanks_part():
    best = spelled([[0, 3, 3, 0, 3, 5, 5, 0, 9, 9]], 10)[0]
    assert greedy_tokens(best, 8) == [3, 3, 5]  # frames past the clip's end are not read
    assert greedy_tokens(best, 10) == [3, 3, 5, 9]


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
