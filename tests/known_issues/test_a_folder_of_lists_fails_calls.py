"""Stores with one folder spoilt each other's files, and a damaged or unwritable file spoilt the call."""

import shutil
import threading
from pathlib import Path

import pytest

from earmark import Recognizer
from earmark.biasing import BiasStore, save_list
from earmark.biasing.list_file import SUFFIX
from earmark.cli.main import main
from earmark.errors import WordListError


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer("english")


def test_stores_of_one_folder_write_at_the_same_time(recognizer: Recognizer, tmp_path: Path) -> None:
    stores = [BiasStore(folder=tmp_path) for _ in range(8)]
    ready = threading.Barrier(len(stores))
    found: list[object] = []

    def ask(store: BiasStore) -> None:
        ready.wait()
        try:
            found.append(store.compile(["Fremont", "Oakland"], recognizer._lists.compiler).fingerprint)
        except WordListError as error:
            found.append(error)

    threads = [threading.Thread(target=ask, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(str, found))) == 1 and not any(isinstance(one, Exception) for one in found)
    assert [store.unwritten for store in stores] == [None] * len(stores)
    assert [path.suffix for path in tmp_path.iterdir()] == [SUFFIX]


def test_a_folder_that_is_gone_does_not_spoil_the_call(recognizer: Recognizer, tmp_path: Path) -> None:
    store = BiasStore(folder=tmp_path / "lists")
    shutil.rmtree(tmp_path / "lists")
    assert len(store.compile(["Fremont"], recognizer._lists.compiler)) == 1
    assert store.unwritten is not None and "cannot be written" in store.unwritten


def test_every_changed_byte_of_the_header_is_noticed(recognizer: Recognizer, tmp_path: Path) -> None:
    path = tmp_path / f"list{SUFFIX}"
    save_list(recognizer.compile(["Fremont"]), path)
    whole = path.read_bytes()
    head = whole.index(b"Fremont")
    for at in (*range(0, 60), head, head + 3, *range(60, 900, 37)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(WordListError):
            recognizer.compile(path)


def test_a_damaged_file_of_the_folder_is_made_anew(recognizer: Recognizer, tmp_path: Path) -> None:
    BiasStore(folder=tmp_path).compile(["Fremont"], recognizer._lists.compiler)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"Fremont", b"Fremond", 1))
    compiled = BiasStore(folder=tmp_path).compile(["Fremont"], recognizer._lists.compiler)
    assert compiled.entries[0].word.text == "Fremont" and path.read_bytes() == whole


def test_a_list_is_not_replaced_by_what_is_compiled_from_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.txt"
    path.write_text("Fremont\n", encoding="utf-8")
    assert main(["words", "compile", str(path), "--output", str(path)]) == 2
    assert path.read_text(encoding="utf-8") == "Fremont\n" and "would be lost" in capsys.readouterr().err
