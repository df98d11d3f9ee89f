"""The interface as OpenAPI describes it, tried by schemathesis: no 5xx, whatever is sent."""

from contextlib import suppress

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from serving import Serving
from toy import make_model

from earmark import Recognizer

EXAMPLES = 25  # of each operation; `schemathesis run` against a server tries more


@pytest.fixture(scope="module")
def schema(tokenizer, tmp_path_factory):
    folder = tmp_path_factory.mktemp("schema")
    recognizer = Recognizer(make_model(folder / "toy", tokenizer))
    with Serving(folder / "data", recognizer) as server:
        yield schemathesis.openapi.from_url(f"{server.http}/openapi.json")


def check(case):
    answer = case.call()
    assert answer.status_code < 500, (case.as_curl_command(), answer.text)
    if answer.status_code >= 400:
        assert answer.json()["error"]["message"], case.as_curl_command()
    check.count += 1


check.count = 0


def try_operation(operation, mode):
    """Send requests as described, or otherwise."""

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case):
        check(case)

    run()


def test_no_request_is_answered_with_a_5xx(schema):
    for result in schema.get_all_operations():
        operation = result.ok()
        try_operation(operation, GenerationMode.POSITIVE)
        with suppress(Unsatisfiable):  # where any text is as described, nothing is otherwise
            try_operation(operation, GenerationMode.NEGATIVE)
    assert check.count > 300


def test_all_routes_are_described(schema):
    described = set(schema.raw_schema["paths"])
    assert {
        "/healthz", "/readyz", "/metrics", "/v1/audio/transcriptions", "/v1/corrections", "/v1/word-lists",
        "/v1/word-lists/{id}", "/v1/word-lists/{id}/versions", "/v1/word-lists/{id}/report",
    } <= described  # fmt: skip
    bodies = [
        operation["requestBody"]
        for path in schema.raw_schema["paths"].values()
        for operation in path.values()
        if "requestBody" in operation
    ]
    assert len(bodies) == 5
