"""Each reader on a tiny set in the form in which the real one is published; every text is made up."""

import json

import pytest

from earmark.errors import ManifestError
from earmark.evaluation.manifest import load_manifest
from earmark.evaluation.sets import SETS, write_manifest
from earmark.evaluation.sets.common import SetOptions


def put(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def read(name, folder, **options):
    return SETS[name](folder, SetOptions(**options))


@pytest.fixture
def librispeech(tmp_path):
    put(
        tmp_path,
        {
            "test-clean/61/70968/61-70968.trans.txt": "61-70968-0000 HE MET SAOIRSE\n"
            "61-70968-0001 THE OLD RADIO\n",
            "test-clean.biasing_100.tsv": '61-70968-0000\the met saoirse\t["saoirse"]\t["fog", "saoirse"]\n'
            '61-70968-0001\tthe old radio\t[]\t["fremont"]\n'
            '9-9-0000\tnot of this part\t[]\t["fremont"]\n',
        },
    )
    return tmp_path


def test_librispeech_with_lists(librispeech):
    lists = (librispeech / "test-clean.biasing_100.tsv",)
    rows = read("librispeech", librispeech, split="test-clean", lists=lists)
    assert [row["id"] for row in rows] == ["61-70968-0000", "61-70968-0001"]
    assert rows[0]["audio"] == str(librispeech / "test-clean/61/70968/61-70968-0000.flac")
    assert rows[0]["text"] == "HE MET SAOIRSE" and rows[0]["speaker"] == "61"
    assert rows[0]["rare"] == ["saoirse"] and rows[1]["words_100"] == ["fremont"]


def test_librispeech_lists_of_another_part_are_refused(librispeech):
    (librispeech / "x.tsv").write_text("9-9-0000\tother\t[]\t[]\n")
    with pytest.raises(ManifestError, match="lists for 0 of 2 utterances"):
        read("librispeech", librispeech / "test-clean", lists=(librispeech / "x.tsv",))
    (librispeech / "x.tsv").write_text("61-70968-0000\the met\t['no json']\t[]\n")
    with pytest.raises(ManifestError, match="line 1 has 4 columns or no JSON"):
        read("librispeech", librispeech / "test-clean", lists=(librispeech / "x.tsv",))
    with pytest.raises(ManifestError, match="holds no SPEAKER/CHAPTER"):
        read("librispeech", librispeech)


SLUE = "id\traw_text\tnormalized_text\tspeaker_id\tsplit\traw_ner\tnormalized_ner\n"


def test_slue_voxpopuli(tmp_path):
    text = "i thank saoirse ronan of oslo for article two"
    spans = "[['PERSON', 8, 13], ['GPE', 25, 4], ['LAW', 34, 11]]"
    rows = f"a_1\tNone\t{text}\tNone\tdev\t[]\t{spans}\na_2\tRaw.\traw\t12\tdev\tNone\tNone\n"
    put(tmp_path, {"slue-voxpopuli_dev.tsv": SLUE + rows})
    found = read("slue-voxpopuli", tmp_path)
    assert found[0]["entities"] == [
        {"text": "saoirse ronan", "type": "PERSON"},
        {"text": "oslo", "type": "GPE"},
    ]
    assert found[0]["audio"] == str(tmp_path / "dev/a_1.ogg") and found[1]["entities"] == []
    laws = read("slue-voxpopuli", tmp_path, types=frozenset({"LAW"}))
    assert laws[0]["entities"] == [{"text": "article two", "type": "LAW"}]


def test_slue_voxpopuli_of_another_form(tmp_path):
    put(tmp_path, {"slue-voxpopuli_dev.tsv": SLUE + "a\tNone\tx\tNone\tdev\t[]\t[['PERSON'\n"})
    with pytest.raises(ManifestError, match="line 2 has normalized_ner="):
        read("slue-voxpopuli", tmp_path)
    with pytest.raises(ManifestError, match="slue-voxpopuli_test.tsv' cannot be read"):
        read("slue-voxpopuli", tmp_path, split="test")
    put(tmp_path, {"slue-voxpopuli_dev.tsv": "id\ttext\n"})
    with pytest.raises(ManifestError, match="lacks the column 'normalized_text'"):
        read("slue-voxpopuli", tmp_path)


NLP = """token|speaker|ts|endTs|punctuation|case|tags|wer_tags
Good|0||||UC|[]|[]
morning|0|||,|LC|['5:TIME']|['5']
Saoirse|1||||UC|['7:PERSON']|['7']
Ronan|1||||UC|['7:PERSON']|['7']
of|1||||LC|[]|[]
NexGEn|1|||.|MC|['8:ORG']|['8']
"""


def test_earnings21(tmp_path):
    put(
        tmp_path,
        {
            "transcripts/nlp_references/4320211.nlp": NLP,
            "bias_lists/oracle_list.txt": "NEXGEN\nSG&A\n",
            "bias_lists/distractor_list.txt": "NEXGEN\nSG&A\nWALMART\n\n",
        },
    )
    (row,) = read("earnings21", tmp_path)
    assert row["id"] == "4320211" and row["audio"] == str(tmp_path / "media/4320211.mp3")
    assert row["text"] == "Good morning, Saoirse Ronan of NexGEn."
    assert row["entities"] == [
        {"text": "NexGEn", "type": "ORG"},
        {"text": "Saoirse Ronan", "type": "PERSON"},
    ]
    assert row["words_oracle"] == ["NEXGEN", "SG&A"] and row["words_distractor"][-1] == "WALMART"
    with pytest.raises(ManifestError, match=r"holds no \*.nlp"):
        read("earnings21", tmp_path / "media")
    put(tmp_path, {"transcripts/nlp_references/4320211.nlp": "token|speaker\nGood|0\n"})
    with pytest.raises(ManifestError, match="lacks the column 'punctuation'"):
        read("earnings21", tmp_path)


def test_common_voice(tmp_path):
    head = "client_id\tpath\tsentence_id\tsentence\tsentence_domain\tup_votes\tdown_votes\tage\t"
    head += "gender\taccents\tvariant\tlocale\tsegment\n"
    row = 'c1\tcommon_voice_en_1.mp3\ts1\t"Fremont" is near.\t\t2\t0\ttwenties\t\t\t\ten\t\n'
    put(tmp_path, {"test.tsv": head + row})
    (found,) = read("common-voice", tmp_path)
    assert found == {
        "id": "common_voice_en_1",
        "audio": str(tmp_path / "clips/common_voice_en_1.mp3"),
        "text": '"Fremont" is near.',  # quotes are part of the sentence
        "speaker": "c1",
        "age": "twenties",
    }


def test_rows_make_a_manifest(librispeech, tmp_path):
    write_manifest(read("librispeech", librispeech / "test-clean"), tmp_path / "m.jsonl")
    utterances = load_manifest(tmp_path / "m.jsonl")
    assert [u.text for u in utterances] == ["HE MET SAOIRSE", "THE OLD RADIO"]
    assert json.loads((tmp_path / "m.jsonl").read_text().splitlines()[0])["speaker"] == "61"
