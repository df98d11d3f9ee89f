"""Endings of English names and terms: 's, s or es, and the bare apostrophe after an s."""

from __future__ import annotations

from earmark.language.endings import Ending

_NONE = (("'s", ""), ("'", ""))  # what has an ending already gets no other
_SOUNDS = (("s z ʃ ʒ t͡ʃ d͡ʒ", "ɪ z"), ("p t k f θ", "s"), ("", "z"))

# Shares among the words of 25,000 sentences of books and encyclopedia that begin with a capital inside a
# sentence and are outside the 5,000 commonest: benchmarks/studies/endings.py --count.
ENDINGS = (
    Ending("possessive", (*_NONE, ("", "'s")), _SOUNDS, -2.5),
    Ending(
        "plural",
        (*_NONE, ("s", "es"), ("x", "es"), ("z", "es"), ("ch", "es"), ("sh", "es"), ("", "s")),
        _SOUNDS,
        -3.0,
    ),
    Ending("possessive, silent", (*_NONE, ("s", "'"), ("", "")), (("", ""),), -5.0),
)

# Names and nouns that stand for an entry where a language model compares endings: it knows them with all of these.
EXAMPLES = tuple(
    """
    john james george william thomas charles mary henry robert david peter paul smith jones brown johnson clark
    jackson wilson taylor moore washington lincoln england france london paris america germany rome china europe
    god father mother king queen doctor captain general president minister professor lawyer teacher student
    company city country bank church school hospital system car machine patient child
    """.split()
)
