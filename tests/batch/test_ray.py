"""The Ray engine on a real cluster of two nodes, and the class for anybody's pipeline."""

import logging
import os
import threading
from pathlib import Path

import pytest
from batch.conftest import DEADLY, TEXTS, records, shards

from earmark.batch import BatchOptions, Recipe, TranscribeBatch, run_batch

ray = pytest.importorskip("ray")
pytestmark = pytest.mark.timeout(240)

SOURCES = [str(Path(__file__).parents[2] / "src"), str(Path(__file__).parents[1])]


@pytest.fixture
def cluster():
    """Two nodes with a processor each; the driver is on the first."""
    from ray.cluster_utils import Cluster

    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([*SOURCES, *([before] if before else [])])
    about = {"num_cpus": 1, "object_store_memory": 100 << 20, "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args=about)
    try:
        cluster.second = cluster.add_node(**about | {"resources": {"second": 1}})
        ray.init(address=cluster.address, log_to_driver=False, logging_level=logging.ERROR)
        yield cluster
    finally:
        ray.shutdown()
        cluster.shutdown()
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before


def test_a_cluster_of_two_nodes(cluster, rows, manifest, recipe, model_folder, tmp_path, monkeypatch):
    """One test, so that one cluster runs at a time; the node that is lost does not come back."""
    check_the_class_for_map_batches(rows, recipe)
    check_a_row_that_kills_its_workers(rows, manifest, recipe, tmp_path)
    check_that_a_node_may_be_lost(cluster, rows, manifest, model_folder, tmp_path, monkeypatch)


def check_the_class_for_map_batches(rows, recipe):
    import ray.data

    given = [
        {"audio_filepath": row["audio_filepath"], "words": ["Zelenskyy"], "speaker": n}
        for n, row in enumerate(rows(4))
    ]
    given.append({"audio_filepath": "missing.wav", "words": [], "speaker": 4})
    dataset = ray.data.from_items(given).map_batches(
        TranscribeBatch, fn_constructor_kwargs={"recipe": recipe}, batch_size=2, concurrency=1
    )
    found = {row["speaker"]: row for row in dataset.take_all()}
    assert [found[n]["text"] for n in range(5)] == [
        *TEXTS[:2], "president Zelenskyy met the queen", TEXTS[3], None,
    ]  # fmt: skip
    assert found[4]["error_class"] == "AudioError" and found[2]["entries"][0]["entry"] == "Zelenskyy"


def check_a_row_that_kills_its_workers(rows, manifest, recipe, tmp_path):
    deadly = Recipe(recipe.model, transcriber=DEADLY)
    summary = run_batch(manifest(rows(1)), str(tmp_path / "out"), deadly, BatchOptions("ray", "1"))
    assert summary.failures == {"WorkerDied": 1} and summary.complete
    assert records(tmp_path / "out")[0]["attempts"] == 3


def check_that_a_node_may_be_lost(cluster, rows, manifest, model_folder, tmp_path, monkeypatch):
    """The output is that of the local engine, byte for byte."""
    monkeypatch.setattr("earmark.batch.engines.ray.WINDOW", 10)  # two datasets, the second without the node
    given = [*rows(60), {"id": "bad", "audio_filepath": "missing.wav"}]
    given[3]["words"] = ["Fog"]
    source, recipe = manifest(given), Recipe(str(model_folder))
    (tmp_path / "words.txt").write_text("Zelenskyy\n")
    words = str(tmp_path / "words.txt")
    whole = run_batch(
        source, str(tmp_path / "local"), recipe, BatchOptions(workers=1, shard_rows=7), words=words
    )
    killer = NodeKiller(cluster)
    options = BatchOptions("ray", "2", shard_rows=7)
    summary = run_batch(source, str(tmp_path / "ray"), recipe, options, words=words, reporter=killer)
    assert 0 < killer.killed < 40 and summary.failures == whole.failures == {"AudioError": 1}
    assert shards(tmp_path / "ray") == shards(tmp_path / "local")
    assert summary.entries == whole.entries
    workers = {row["worker"] for row in killer.answers}
    assert len(workers) == 2 and len(records(tmp_path / "ray")) == 61


class NodeKiller:
    """Kills the second node when a row has come from it."""

    def __init__(self, cluster):
        self.cluster, self.killed, self.answers = cluster, 0, []  # rows done before the kill

    def row(self, answer):
        self.answers.append({"worker": answer.worker, "id": answer.record["id"]})
        second = next(n["NodeID"] for n in ray.nodes() if "second" in n["Resources"] or not n["Alive"])
        if not self.killed and answer.worker == f"node {second[:8]}":
            self.killed = len(self.answers)
            killing = threading.Thread(
                target=self.cluster.remove_node, args=(self.cluster.second,), kwargs={"allow_graceful": False}
            )
            killing.start()
            killing.join()

    def prepared(self, remarks):
        pass

    begin = stopping = end = lambda self, *given: None
