"""Training of the tagger that writes capitals and punctuation."""

from earmark.training.written.options import TaggerOptions
from earmark.training.written.train import train_tagger

__all__ = ["TaggerOptions", "train_tagger"]
