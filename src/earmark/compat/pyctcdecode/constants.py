"""Defaults of pyctcdecode 0.5, under its names."""

import math

DEFAULT_ALPHA = 0.5  # weight of the language model
DEFAULT_BETA = 1.5  # nats a word
DEFAULT_UNK_LOGP_OFFSET = -10.0  # base-10 logarithm, of a word that the language model does not know
DEFAULT_BEAM_WIDTH = 100  # hypotheses kept a frame
DEFAULT_HOTWORD_WEIGHT = 10.0  # nats a hotword
DEFAULT_PRUNE_LOGP = -10.0  # nats against the best hypothesis
DEFAULT_PRUNE_BEAMS = False
DEFAULT_MIN_TOKEN_LOGP = -5.0  # ln p below which a label other than the frame's best is skipped
DEFAULT_SCORE_LM_BOUNDARY = True

AVG_TOKEN_LEN = 6  # letters from which the beginning of an unknown word costs more
MIN_TOKEN_CLIP_P = 1e-15  # the least probability of a label
LOG_BASE_CHANGE_FACTOR = 1.0 / math.log10(math.e)  # nats of a base-10 logarithm: KenLM's scores have base 10
