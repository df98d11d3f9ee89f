# ruff: noqa: E501
"""One transcript in each format, spelled as odd as the formats allow: what stays must stay byte for byte."""

from __future__ import annotations

import json

WHISPER = (
    '{"text": " I met Vladimir Zelenski, the caf\\u00e9 owner. Well-known \\ud83d\\ude00 man.",\r\n'
    ' "segments": [\r\n'
    '  {"id": 0, "seek": 0, "start": 0.0, "end": 2.50, "text": " I met Vladimir Zelenski, the caf\\u00e9 owner.",\r\n'
    '   "tokens": [50364, 286], "temperature": 0.0, "avg_logprob": -0.25,\r\n'
    '   "words": [\r\n'
    '     {"word": " I", "start": 0.0, "end": 0.10, "probability": 0.99},\r\n'
    '     {"word": " met", "start": 0.10, "end": 0.30, "probability": 9.5e-1},\r\n'
    '     {"word": " Vladimir", "start": 0.30, "end": 0.90, "probability": 0.6},\r\n'
    '     {"word": " Zelenski,", "start": 0.90, "end": 1.50, "probability": 0.31},\r\n'
    '     {"word": " the", "start": 1.5, "end": 1.60, "probability": 0.9},\r\n'
    '     {"word": " caf\\u00e9", "start": 1.60, "end": 2.0, "probability": 0.9},\r\n'
    '     {"word": " owner.", "start": 2.0, "end": 2.50, "probability": 0.9}]},\r\n'
    '  {"id": 1, "seek": 0, "start": 2.5, "end": 4.0, "text": " Well-known \\ud83d\\ude00 man.", "x": null,\r\n'
    '   "words": [{"word": " Well", "start": 2.5, "end": 2.8, "probability": 0.9},'
    ' {"word": "-known", "start": 2.8, "end": 3.1, "probability": 0.8},'
    ' {"word": " \\ud83d\\ude00", "start": 3.1, "end": 3.2, "probability": 0.1},'
    ' {"word": " man.", "start": 3.2, "end": 4.0, "probability": 0.9}]}\r\n'
    ' ],\r\n "language": "en", "language": "en"}\r\n'
)

FASTER_WHISPER = json.dumps(
    [
        {
            "id": 1, "seek": 0, "start": 0.0, "end": 2.0, "text": " Ask Nawojka about", "tokens": [1, 2],
            "avg_logprob": -0.5, "compression_ratio": 1.1, "no_speech_prob": 0.0, "temperature": 0.0,
            "words": None,
        },
        {
            "id": 2, "seek": 0, "start": 2.0, "end": 3.0, "text": " Škoda.", "tokens": [3],
            "avg_logprob": -0.1, "compression_ratio": 1.1, "no_speech_prob": 0.0, "temperature": 0.0,
            "words": [{"start": 2.1, "end": 2.9, "word": " Škoda.", "probability": 0.5}],
        },
    ],
    ensure_ascii=False,
)  # fmt: skip

WHISPERX = json.dumps(
    {
        "segments": [
            {
                "start": 0.1, "end": 2.0, "text": " In 2024 Ann Lee", "speaker": "SPEAKER_00",
                "words": [
                    {"word": "In", "start": 0.1, "end": 0.3, "score": 0.9, "speaker": "SPEAKER_00"},
                    {"word": "2024"},
                    {"word": "Ann", "start": 0.9, "end": 1.3, "score": 0.8},
                    {"word": "Lee", "start": 1.3, "end": 2.0, "score": None},
                ],
                "chars": [{"char": c, "start": 0.1, "end": 0.2, "score": 0.5} for c in "In 2024 Ann Lee"],
            }
        ],
        "word_segments": [
            {"word": "In", "start": 0.1, "end": 0.3, "score": 0.9},
            {"word": "2024"},
            {"word": "Ann", "start": 0.9, "end": 1.3, "score": 0.8},
            {"word": "Lee", "start": 1.3, "end": 2.0},
        ],
        "language": "en",
    },
    indent=4,
)  # fmt: skip


def _token(text: str, start: int, end: int, p: float) -> dict[str, object]:
    stamps = {
        "from": f"00:00:0{start / 1000:.3f}".replace(".", ","),
        "to": f"00:00:0{end / 1000:.3f}".replace(".", ","),
    }
    return {
        "text": text,
        "timestamps": stamps,
        "offsets": {"from": start, "to": end},
        "id": 7,
        "p": p,
        "t_dtw": -1,
    }


WHISPER_CPP = json.dumps(
    {
        "systeminfo": "AVX = 1",
        "result": {"language": "en"},
        "transcription": [
            {
                "timestamps": {"from": "00:00:00,000", "to": "00:00:02,000"}, "offsets": {"from": 0, "to": 2000},
                "text": " Hello Zelenski, hi",
                "tokens": [
                    _token("[_BEG_]", 0, 0, 0.9), _token(" Hello", 100, 500, 0.9), _token(" Zel", 500, 800, 0.5),
                    _token("ens", 800, 1000, 0.4), _token("ki", 1000, 1200, 0.7), _token(",", 1200, 1250, 0.6),
                    _token(" hi", 1250, 1900, 0.9), _token("[_TT_100]", 2000, 2000, 0.1),
                ],
            },
            {
                "timestamps": {"from": "00:00:02,000", "to": "00:00:03,000"}, "offsets": {"from": 2000, "to": 3000},
                "text": " there.", "tokens": [_token(" there", 2000, 2800, 0.9), _token(".", 2800, 2900, 0.9)],
            },
        ],
    },
    indent="\t",
)  # fmt: skip

WHISPER_CPP_WORDS = json.dumps(  # main -ml 1
    {
        "transcription": [
            {
                "timestamps": {"from": f"00:00:00,{k}00", "to": f"00:00:00,{k + 1}00"},
                "offsets": {"from": 100 * k, "to": 100 * (k + 1)},
                "text": text,
            }
            for k, text in enumerate([" Hello", " Zel", "ens", "ki", ",", " it", "'s", " me.", " Hi!"])
        ]
    }
)

OPENAI = '{"text":"Ask Mr. Lee, please.","usage":{"type":"duration","seconds":3}}'
OPENAI_VERBOSE = json.dumps(
    {
        "task": "transcribe", "language": "english", "duration": 2.5, "text": "Ask Mr. Lee, please. Thanks!",
        "words": [
            {"word": "Ask", "start": 0.0, "end": 0.4}, {"word": "Mr", "start": 0.4, "end": 0.8},
            {"word": "Lee", "start": 0.8, "end": 1.2}, {"word": "please", "start": 1.2, "end": 2.0},
            {"word": "Thanks", "start": 2.0, "end": 2.5},
        ],
        "segments": [
            {"id": 0, "start": 0.0, "end": 2.0, "text": " Ask Mr. Lee, please.", "avg_logprob": -0.2, "tokens": [9]},
            {"id": 1, "start": 2.0, "end": 2.5, "text": " Thanks!", "avg_logprob": -0.4, "tokens": [9]},
        ],
    }
)  # fmt: skip

TRANSFORMERS = json.dumps(
    {
        "text": " Ask Vlad Zelenski, please.",
        "chunks": [
            {"timestamp": [0.0, 2.5], "text": " Ask Vlad Zelenski,"},
            {"timestamp": [2.5, None], "text": " please."},
        ],
    }
)
TRANSFORMERS_WORDS = json.dumps(
    {
        "text": " Ask Vlad Zelenski.",
        "chunks": [
            {"text": " Ask", "timestamp": [0.0, 0.5]},
            {"text": " Vlad", "timestamp": [0.5, 1.0]},
            {"text": " Zelenski.", "timestamp": [1.0, 2.25]},
        ],
    }
)

SRT = (
    "\ufeff1\r\n00:00:00,000 --> 00:00:02,000 X1:40\r\n<i>Hello, Zelenski</i>\r\n- and &amp; <b>Nawoj</b>ka!\r\n\r\n"
    "2\r\n00:00:02,000 --> 00:00:01,000\r\n\r\n"
    "3\r\n01:00:02,5 --> 01:00:04.250\r\n{\\an8}42\r\n\r\nstill in 3  \r\n\r\n\r\n"
    "00:00:09,000 --> 00:00:10,000\r\n♪ [MUSIC] ♪"
)
VTT = (
    "WEBVTT - a title\nKind: captions\n\nNOTE a note --> with an arrow\nsecond line of it\n\n"
    "STYLE\n::cue { color: red }\n\n"
    "intro\n00:00.000 --> 00:02.000 align:start position:0%\n<v Bob Lee>Hello <c.name>Zelenski</c>,\nAT&amp;T&nbsp;man\n\n"
    "2\n00:02.000 --> 00:04.000\nnever<00:02.500><c> drink</c><00:03.000><c> Fanta</c>\n\n\n"
    "00:04.000 --> 00:05.000\n\nNOTE the end\n"
)
CTM = (
    ";; a comment\nrec1 1 0.10 0.20 hello 0.98\nrec1  1 0.30 0.40  Zelenski NA lex spk1\n\n"
    "rec1 2 0.25 0.10 yes 0.5\nrec1 1 0.70 .3 goodbye"
)


def _word(text: str, start: float, end: float, **more: object) -> dict[str, object]:
    bare = text.strip(".,!?").lower()
    return {"word": bare, "start": start, "end": end, "confidence": 0.9, "punctuated_word": text, **more}


_FIRST = [
    _word("Hello,", 0.0, 0.5),
    _word("Vlad", 0.5, 1.0),
    _word("Zelenski.", 1.0, 1.5),
    _word("Bye.", 2.0, 2.5),
]
_SECOND = [_word("Yes,", 0.2, 0.4), _word("Ann.", 0.4, 0.9)]
DEEPGRAM = json.dumps(
    {
        "metadata": {"request_id": "x", "channels": 2},
        "results": {
            "channels": [
                {
                    "alternatives": [
                        {
                            "transcript": "Hello, Vlad Zelenski. Bye.", "confidence": 0.99, "words": _FIRST,
                            "paragraphs": {
                                "transcript": "\nSpeaker 0: Hello, Vlad Zelenski.\n\nSpeaker 0: Bye.",
                                "paragraphs": [
                                    {
                                        "sentences": [{"text": "Hello, Vlad Zelenski.", "start": 0.0, "end": 1.5}],
                                        "num_words": 3, "start": 0.0, "end": 1.5, "speaker": 0,
                                    },
                                    {
                                        "sentences": [{"text": "Bye.", "start": 2.0, "end": 2.5}],
                                        "num_words": 1, "start": 2.0, "end": 2.5,
                                    },
                                ],
                            },
                        },
                        {"transcript": "Hello Vlad's a lens key", "confidence": 0.2, "words": []},
                    ]
                },
                {"alternatives": [{"transcript": "Yes, Ann.", "confidence": 0.9, "words": _SECOND}]},
            ],
            "utterances": [
                {"start": 0.0, "end": 1.5, "channel": 0, "transcript": "Hello, Vlad Zelenski.", "words": _FIRST[:3]},
                {"start": 0.2, "end": 0.9, "channel": 1, "transcript": "Yes, Ann.", "words": _SECOND},
                {"start": 2.0, "end": 2.5, "channel": 0, "transcript": "Bye.", "words": _FIRST[3:]},
            ],
        },
    }
)  # fmt: skip


def _item(
    number: int, text: str, start: str | None = None, end: str | None = None, **more: object
) -> dict[str, object]:
    item: dict[str, object] = {
        "id": number, "type": "punctuation" if start is None else "pronunciation",
        "alternatives": [{"confidence": "0.0" if start is None else "0.9", "content": text}],
    }  # fmt: skip
    return item | ({} if start is None else {"start_time": start, "end_time": end}) | more


AMAZON = json.dumps(
    {
        "jobName": "j", "accountId": "1", "status": "COMPLETED",
        "results": {
            "transcripts": [{"transcript": "Hello, Zelenski said. Vlad Lee?"}],
            "speaker_labels": {
                "speakers": 1,
                "segments": [
                    {
                        "start_time": "0.0", "end_time": "2.5", "speaker_label": "spk_0",
                        "items": [
                            {"start_time": s, "end_time": e, "speaker_label": "spk_0"}
                            for s, e in [("0.0", "0.5"), ("0.5", "1.25"), ("1.25", "1.5"), ("1.5", "2.0"), ("2.0", "2.5")]
                        ],
                    }
                ],
            },
            "items": [
                _item(0, "Hello", "0.0", "0.5"), _item(1, ","), _item(2, "Zelenski", "0.5", "1.25"),
                _item(3, "said", "1.25", "1.5"), _item(4, "."), _item(5, "Vlad", "1.5", "2.0"),
                _item(6, "Lee", "2.0", "2.5"), _item(7, "?"),
            ],
            "audio_segments": [
                {"id": 0, "transcript": "Hello, Zelenski said.", "items": [0, 1, 2, 3, 4]},
                {"id": 1, "transcript": "Vlad Lee?", "items": [5, 6, 7]},
            ],
        },
    }
)  # fmt: skip


def _channel_item(
    label: str, text: str, start: str | None = None, end: str | None = None
) -> dict[str, object]:
    return {"channel_label": label} | {k: v for k, v in _item(0, text, start, end).items() if k != "id"}


_CH0 = [
    _channel_item("ch_0", "Hello", "0.0", "0.5"),
    _channel_item("ch_0", "Lee", "0.9", "1.25"),
    _channel_item("ch_0", "."),
]
_CH1 = [
    _channel_item("ch_1", "Hi", "0.4", "0.8"),
    _channel_item("ch_1", "."),
    _channel_item("ch_1", "Ann", "1.3", "1.5"),
]
AMAZON_CHANNELS = json.dumps(
    {
        "results": {
            "transcripts": [{"transcript": "Hello Lee. Hi. Ann"}],
            "channel_labels": {
                "channels": [
                    {"channel_label": "ch_0", "items": _CH0},
                    {"channel_label": "ch_1", "items": _CH1},
                ],
                "number_of_channels": 2,
            },
            "items": [_CH0[0], _CH1[0], _CH1[1], _CH0[1], _CH0[2], _CH1[2]],
        }
    },
    separators=(",", ":"),
)


def _spoken(text: str, start: int, end: int, channel: str) -> dict[str, object]:
    return {
        "text": text,
        "start": start,
        "end": end,
        "confidence": 0.9,
        "speaker": channel,
        "channel": channel,
    }


_SPOKEN = [
    _spoken("Hello,", 0, 400, "1"), _spoken("Zelenski.", 400, 1200, "1"), _spoken("Who?", 900, 1300, "2"),
    _spoken("Vlad", 1500, 1800, "1"), _spoken("Lee.", 1800, 2200, "1"),
]  # fmt: skip
ASSEMBLYAI = json.dumps(
    {
        "id": "t", "status": "completed", "text": "Hello, Zelenski. Who? Vlad Lee.", "confidence": 0.9, "words": _SPOKEN,
        "utterances": [
            {"speaker": "1", "start": 0, "end": 1200, "text": "Hello, Zelenski.", "words": _SPOKEN[:2], "channel": "1"},
            {"speaker": "2", "start": 900, "end": 1300, "text": "Who?", "words": _SPOKEN[2:3], "channel": "2"},
            {"speaker": "1", "start": 1500, "end": 2200, "text": "Vlad Lee.", "words": _SPOKEN[3:], "channel": "1"},
        ],
        "sentiment_analysis_results": None, "audio_duration": 3,
    }
)  # fmt: skip

VOSK = (
    '{\n  "result" : [{\n      "conf" : 1.000000,\n      "end" : 0.50,\n      "start" : 0.1,\n      "word" : "hello"\n'
    '    }, {\n      "conf" : 0.4,\n      "end" : 1.20,\n      "start" : 0.5,\n      "word" : "zelenski"\n    }],\n'
    '  "text" : "hello zelenski"\n}\n{"partial" : "by"}\n'
    '{"text" : ""}\n{"alternatives" : [{"confidence": 219.5, "result": [{"end": 3.0, "start": 2.0, "word": "bye"}],'
    ' "text": "bye"}, {"confidence": 1, "text": "buy"}]}\n'
)
TEXT = "\ufeff  Hello, Zelenski!\r\n\r\nשלום  עולם 😀 —\ttwo\r\n"

SAMPLES = {
    "whisper": WHISPER,
    "faster-whisper": FASTER_WHISPER,
    "whisperx": WHISPERX,
    "whisper.cpp": WHISPER_CPP,
    "whisper.cpp words": WHISPER_CPP_WORDS,
    "openai": OPENAI,
    "openai verbose": OPENAI_VERBOSE,
    "transformers": TRANSFORMERS,
    "transformers words": TRANSFORMERS_WORDS,
    "srt": SRT,
    "vtt": VTT,
    "ctm": CTM,
    "deepgram": DEEPGRAM,
    "amazon": AMAZON,
    "amazon channels": AMAZON_CHANNELS,
    "assemblyai": ASSEMBLYAI,
    "vosk": VOSK,
    "text": TEXT,
}
