"""Endings of English names and terms: 's, and s or es."""

from __future__ import annotations

from earmark.language.endings import Ending

_NONE = (("'s", ""), ("'", ""))  # what has an ending already gets no other
_SIBILANTS = "s z ʃ ʒ t͡ʃ d͡ʒ"
_SOUNDS = ((_SIBILANTS, "ɪ z"), ("p t k f θ", "s"), ("", "z"))

ENDINGS = (
    # James's is also said like James, Kim's sister like Kim sister.
    Ending("possessive", (*_NONE, ("", "'s")), _SOUNDS, "s z", _SIBILANTS, -2.5, sure=True),
    Ending(
        "plural",
        (*_NONE, ("s", "es"), ("x", "es"), ("z", "es"), ("ch", "es"), ("sh", "es"), ("", "s")),
        _SOUNDS,
        "",
        _SIBILANTS,
        -3.0,
    ),
)

# Nouns for people, groups, places and things, of which models learn what stands around each ending.
EXAMPLES = (
    "doctor", "captain", "general", "president", "minister", "professor", "lawyer", "teacher", "student",
    "patient", "child", "brother", "sister", "friend", "neighbor", "soldier", "officer", "worker", "farmer",
    "engineer", "author", "writer", "artist", "singer", "player", "driver", "manager", "director", "king",
    "queen", "prince", "duke", "lord", "bishop", "judge", "nurse", "girl", "boy", "lady", "officer",
    "leader", "founder", "company", "city", "country", "bank", "church", "school", "hospital", "university",
    "court", "party", "club", "team", "army", "state", "nation", "village", "town", "island", "river",
    "road", "bridge", "house", "building", "ship", "train", "plane", "law", "book", "letter", "film",
    "song", "game", "computer", "phone", "machine", "system", "drug", "virus", "cell", "gene", "disease",
    "tree", "bird", "horse", "dog", "cat", "engine", "product",
)  # fmt: skip
