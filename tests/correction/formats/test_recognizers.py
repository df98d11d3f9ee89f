"""Formats one by one: what is read from where, and what an edit changes."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from correction.formats import samples

from earmark.correction.formats import read_transcript
from earmark.correction.given import Cue, Edit, GivenTranscript, GivenWord


def words(transcript: GivenTranscript) -> list[tuple[str, float | None, float | None]]:
    return [(w.text, w.start, w.end) for w in transcript.words]


def changed(source: Any, *edits: Edit) -> Any:
    output = read_transcript(source).with_edits(edits).output()
    return json.loads(output) if isinstance(output, str) else output


def test_whisper() -> None:
    transcript = read_transcript(samples.WHISPER)
    assert transcript.words[3] == GivenWord("Zelenski,", 0.9, 1.5, 0.31, 0, 0)
    assert transcript.words[7] == GivenWord("Well-known", 2.5, 3.1, 0.8, 0, 1)  # of two items
    assert transcript.cues == (Cue(0.0, 2.5), Cue(2.5, 4.0))
    assert transcript.text == "I met Vladimir Zelenski, the café owner. Well-known 😀 man."


def test_fewer_words_take_the_time_of_the_rest() -> None:
    new = changed(samples.WHISPER, Edit(1, 3, ("Zelenskyy,",)))
    assert new["segments"][0]["words"][1] == {
        "word": " Zelenskyy,",
        "start": 0.1,
        "end": 1.5,
        "probability": 0.95,
    }
    assert new["segments"][0]["text"] == " I Zelenskyy, the café owner."
    source = read_transcript(samples.WHISPER).with_edits([Edit(1, 3, ("Zelenskyy,",))]).output()
    assert '{"word": " Zelenskyy,", "start": 0.10, "end": 1.50, "probability": 9.5e-1}' in source


def test_more_words_share_the_time_by_letters() -> None:
    new = changed(samples.WHISPER, Edit(3, 3, ("Ze", "lenski,")))["segments"][0]["words"][3:5]
    assert new == [
        {"word": " Ze", "start": 0.9, "end": 1.033, "probability": 0.31},
        {"word": " lenski,", "start": 1.033, "end": 1.5, "probability": 0.31},
    ]


def test_pieces_of_a_word_become_words_with_a_space() -> None:
    new = changed(samples.WHISPER, Edit(7, 7, ("Well", "known")))
    assert [w["word"] for w in new["segments"][1]["words"]][:2] == [" Well", " known"]
    assert new["text"].endswith(" Well known \N{GRINNING FACE} man.")


def test_an_emptied_segment_stays() -> None:
    new = changed(samples.WHISPER, Edit(7, 9, ()))
    assert (new["segments"][1]["text"], new["segments"][1]["words"]) == ("", [])
    assert new["text"] == " I met Vladimir Zelenski, the café owner."


def test_edits_across_segments_keep_each_word_in_its_segment() -> None:
    new = changed(samples.WHISPER, Edit(6, 8, ("a.", "B")))
    assert [s["text"] for s in new["segments"]] == [" I met Vladimir Zelenski, the café a.", " B man."]
    assert [w["word"] for w in new["segments"][1]["words"]] == [" B", " man."]


def test_segments_without_words_have_their_average_as_confidence() -> None:
    transcript = read_transcript(samples.FASTER_WHISPER)
    assert transcript.words[0] == GivenWord("Ask", None, None, math.exp(-0.5), 0, 0)
    assert transcript.words[3] == GivenWord("Škoda.", 2.1, 2.9, 0.5, 0, 1)


def test_dumps_of_dataclasses_with_other_numbers() -> None:
    """faster-whisper's values are numpy's; the copy has them too, and the original stays."""
    np = pytest.importorskip("numpy")
    source = {
        "segments": (
            {"text": " Hi Ann", "start": np.float32(0.0), "end": 1.0,
             "words": ({"word": " Hi", "start": np.float64(0.25), "end": 0.5, "probability": np.float32(0.5)},
                       {"word": " Ann", "start": 0.5, "end": 1, "probability": math.nan})},
        ),
    }  # fmt: skip
    transcript = read_transcript(source)
    assert words(transcript) == [("Hi", 0.25, 0.5), ("Ann", 0.5, 1.0)]
    assert (transcript.words[0].confidence, transcript.words[1].confidence) == (0.5, None)
    output = transcript.with_edits([Edit(1, 1, ("Anne",))]).output()
    assert output["segments"][0]["words"][1]["word"] == " Anne"
    assert type(output["segments"][0]["words"][0]["probability"]) is np.float32
    assert source["segments"][0]["words"][1]["word"] == " Ann"


def test_words_missing_in_whisperx() -> None:
    transcript = read_transcript(samples.WHISPERX)
    assert words(transcript) == [("In", 0.1, 0.3), ("2024", None, None), ("Ann", 0.9, 1.3), ("Lee", 1.3, 2.0)]
    new = changed(samples.WHISPERX, Edit(1, 1, ("2023",)))
    assert new["segments"][0]["words"][1] == {"word": "2023"} == new["word_segments"][1]
    assert "".join(c["char"] for c in new["segments"][0]["chars"]) == "In 2023 Ann Lee"


def test_a_segment_that_whisperx_could_not_align_does_not_take_words_of_another() -> None:
    source = {
        "segments": [
            {"start": 0.0, "end": 1.0, "text": " the cat", "words": []},
            {"start": 5.0, "end": 6.0, "text": " the dog",
             "words": [{"word": "the", "start": 5.0, "end": 5.2, "score": 1.0},
                       {"word": "dog", "start": 5.2, "end": 6.0, "score": 1.0}]},
        ]
    }  # fmt: skip
    assert words(read_transcript(source)) == [
        ("the", None, None), ("cat", None, None), ("the", 5.0, 5.2), ("dog", 5.2, 6.0)
    ]  # fmt: skip
    new = changed(source, Edit(0, 1, ("Cathy", "x")), Edit(2, 2, ("a",)))
    assert [[w["word"] for w in s["words"]] for s in new["segments"]] == [[], ["a", "dog"]]


def test_whisper_cpp_tokens() -> None:
    transcript = read_transcript(samples.WHISPER_CPP)
    assert transcript.words[1] == GivenWord("Zelenski,", 0.5, 1.25, 0.4, 0, 0)
    tokens = changed(samples.WHISPER_CPP, Edit(1, 1, ("Ze,", "lenskyy")))["transcription"][0]["tokens"]
    assert [t["text"] for t in tokens] == ["[_BEG_]", " Hello", " Ze,", " lenskyy", " hi", "[_TT_100]"]
    assert tokens[3]["timestamps"] == {"from": "00:00:00,725", "to": "00:00:01,250"}  # 3 of 10 letters
    assert tokens[3]["offsets"] == {"from": 725, "to": 1250}


def test_words_of_whisper_cpp_go_on_in_the_next_segment() -> None:
    transcript = read_transcript(samples.WHISPER_CPP_WORDS)
    assert [(w.text, w.cue) for w in transcript.words] == [
        ("Hello", 0), ("Zelenski,", 1), ("it's", 5), ("me.", 7), ("Hi!", 8)
    ]  # fmt: skip
    new = changed(samples.WHISPER_CPP_WORDS, Edit(1, 1, ("Zelenskyy,",)))["transcription"]
    assert [s["text"] for s in new] == [" Hello", " Zelenskyy,", "", "", "", " it", "'s", " me.", " Hi!"]


def test_chinese_segments_are_not_joined() -> None:
    source = {"transcription": [{"text": text, "offsets": {"from": 0, "to": 9}} for text in ("你好", "再见")]}
    assert [w.text for w in read_transcript(source).words] == ["你好", "再见"]


def test_openai_words_have_no_punctuation() -> None:
    transcript = read_transcript(samples.OPENAI_VERBOSE)
    assert words(transcript)[2] == ("Lee,", 0.8, 1.2)
    new = changed(samples.OPENAI_VERBOSE, Edit(2, 2, ("Leigh,",)), Edit(4, 4, ("Thanks,", "Ann!")))
    assert [w["word"] for w in new["words"]] == ["Ask", "Mr", "Leigh", "please", "Thanks", "Ann"]
    assert new["text"] == "Ask Mr. Leigh, please. Thanks, Ann!"
    assert [s["text"] for s in new["segments"]] == [" Ask Mr. Leigh, please.", " Thanks, Ann!"]


def test_chunks_of_transformers_are_segments_or_words() -> None:
    transcript = read_transcript(samples.TRANSFORMERS)
    assert transcript.cues == (Cue(0.0, 2.5), Cue(2.5, None))
    assert transcript.words[2] == GivenWord("Zelenski,", None, None, None, 0, 0)
    new = changed(samples.TRANSFORMERS_WORDS, Edit(1, 2, ("Zelenskyy.",)))
    assert new["chunks"][1:] == [{"text": " Zelenskyy.", "timestamp": [0.5, 2.25]}]
    pipeline = {"text": " Hi Ann", "chunks": [{"text": " Hi Ann", "timestamp": (0.0, 1.0)}]}
    assert changed(pipeline, Edit(1, 1, ("Anne",)))["chunks"] == [
        {"text": " Hi Anne", "timestamp": (0.0, 1.0)}
    ]


def test_deepgram_words_keep_their_two_styles() -> None:
    new = changed(samples.DEEPGRAM, Edit(1, 2, ("Zelenskyy's.",)), Edit(5, 5, ("Anne", "Marie.")))["results"]
    first, second = (channel["alternatives"][0] for channel in new["channels"])
    assert first["words"][1]["word"] == "zelenskyy's"
    assert first["words"][1]["punctuated_word"] == "Zelenskyy's."
    assert (first["transcript"], second["transcript"]) == ("Hello, Zelenskyy's. Bye.", "Yes, Anne Marie.")
    assert first["paragraphs"]["transcript"] == "\nSpeaker 0: Hello, Zelenskyy's.\n\nSpeaker 0: Bye."
    assert [p["num_words"] for p in first["paragraphs"]["paragraphs"]] == [2, 1]
    assert new["channels"][0]["alternatives"][1]["transcript"] == "Hello Vlad's a lens key"
    assert [w.channel for w in read_transcript(samples.DEEPGRAM).words] == [0, 0, 0, 0, 1, 1]


def test_punctuation_items_of_amazon() -> None:
    new = changed(samples.AMAZON, Edit(1, 1, ("Zelenskyy,",)), Edit(4, 4, ("Leigh?",)))["results"]
    contents = [(item["id"], item["alternatives"][0]["content"]) for item in new["items"]]
    assert contents == [
        (0, "Hello"), (1, ","), (2, "Zelenskyy"), (8, ","), (3, "said"), (4, "."),
        (5, "Vlad"), (6, "Leigh"), (7, "?"),
    ]  # fmt: skip
    assert new["audio_segments"][0] == {
        "id": 0, "transcript": "Hello, Zelenskyy, said.", "items": [0, 1, 2, 8, 3, 4]
    }  # fmt: skip


def test_speaker_labels_of_amazon_follow() -> None:
    new = changed(samples.AMAZON, Edit(3, 4, ("Leigh?",)))["results"]
    assert new["speaker_labels"]["segments"][0]["items"][3:] == [
        {"start_time": "1.5", "end_time": "2.5", "speaker_label": "spk_0"}
    ]
    assert new["items"][-2]["end_time"] == "2.5"
    assert new["transcripts"] == [{"transcript": "Hello, Zelenski said. Leigh?"}]


def test_channels_of_amazon() -> None:
    transcript = read_transcript(samples.AMAZON_CHANNELS)
    assert [(w.text, w.channel, w.start) for w in transcript.words] == [
        ("Hello", 0, 0.0), ("Lee.", 0, 0.9), ("Hi.", 1, 0.4), ("Ann", 1, 1.3)
    ]  # fmt: skip


def test_channels_of_assemblyai_stand_one_after_the_other() -> None:
    transcript = read_transcript(samples.ASSEMBLYAI)
    assert [(w.text, w.channel, w.start) for w in transcript.words] == [
        ("Hello,", 0, 0.0), ("Zelenski.", 0, 0.4), ("Vlad", 0, 1.5), ("Lee.", 0, 1.8), ("Who?", 1, 0.9)
    ]  # fmt: skip
    assert transcript.text == "Hello, Zelenski. Vlad Lee.\nWho?"
    new = changed(samples.ASSEMBLYAI, Edit(1, 2, ("Zelenskyy",)))
    assert new["text"] == "Hello, Zelenskyy Who? Lee."
    assert [u["text"] for u in new["utterances"]] == ["Hello, Zelenskyy", "Who?", "Lee."]
    split = changed(samples.ASSEMBLYAI, Edit(3, 3, ("Le", "e.")))["words"][4:]
    assert [(w["text"], w["start"], w["end"]) for w in split] == [("Le", 1800, 2000), ("e.", 2000, 2200)]


def test_vosk_alternatives_and_streams() -> None:
    transcript = read_transcript(samples.VOSK)
    assert transcript.cues == (Cue(0.1, 1.2), Cue(None, None), Cue(None, None), Cue(2.0, 3.0))
    assert transcript.words[2] == GivenWord("bye", 2.0, 3.0, None, 0, 3)
    new = str(transcript.with_edits([Edit(1, 1, ("Zelenskyy",))]).output())
    assert new == samples.VOSK.replace("zelenski", "Zelenskyy")


def test_ctm() -> None:
    transcript = read_transcript(samples.CTM)
    assert transcript.words[1] == GivenWord("Zelenski", 0.3, 0.7, None, 0, None)
    new = str(transcript.with_edits([Edit(1, 1, ("Zelenskyy",)), Edit(2, 2, ("good", "bye"))]).output())
    assert new == (
        samples.CTM.replace("Zelenski", "Zelenskyy").replace(
            "rec1 1 0.70 .3 goodbye", "rec1 1 0.700 0.171 good\nrec1 1 0.871 0.129 bye"
        )
    )
    assert (
        str(transcript.with_edits([Edit(0, 1, ("Hey",))]).output()).splitlines()[1]
        == "rec1 1 0.10 0.600 Hey 0.98"
    )


def test_plain_text() -> None:
    transcript = read_transcript(samples.TEXT)
    assert transcript.text == samples.TEXT[1:]
    assert [w.text for w in transcript.words] == ["Hello,", "Zelenski!", "שלום", "עולם", "😀", "—", "two"]
    new = transcript.with_edits([Edit(1, 1, ("Zelenskyy!",)), Edit(3, 4, ()), Edit(5, 5, ("-",))]).output()
    assert new == "\ufeff  Hello, Zelenskyy!\r\n\r\nשלום -\ttwo\r\n"


def test_lines_go_with_their_last_word() -> None:
    for first, last, expected in (
        (1, 1, "a\nc d\n"),
        (2, 2, "a\nb\nd\n"),
        (0, 0, "b\nc d\n"),
        (3, 3, "a\nb\nc\n"),
    ):
        assert read_transcript("a\nb\nc d\n").with_edits([Edit(first, last, ())]).output() == expected
