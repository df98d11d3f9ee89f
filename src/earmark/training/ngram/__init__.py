"""Training of n-gram language models: counting, modified Kneser-Ney, pruning. Needs no PyTorch."""

from earmark.training.ngram.options import NgramOptions
from earmark.training.ngram.train import NgramReport, train_ngram

__all__ = ["NgramOptions", "NgramReport", "train_ngram"]
