"""A model's proposals are kept only where their quotation stands in the text, letter by letter."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tradetalks.dossier._endpoint import LONGEST_TEXT, Endpoint, Proposal, propose
from tradetalks.dossier._text._text import read_text
from tradetalks.errors import InputError

TEXT = "Bland pledged to buy $3 million of lamps. Aland sold $3 million of lamps in May."
DOCUMENT = read_text(TEXT, date(2021, 5, 4))

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def served(answer: Answer) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server on this machine, with the requests that it was sent."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = json.loads(self.rfile.read(length))
            asked.append({"path": self.path, "headers": dict(self.headers), "body": body})
            answer(self)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200) -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def saying(content: object) -> Answer:
    """An answer in the form of chat completions."""
    text = content if isinstance(content, str) else json.dumps(content)
    body = json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()
    return lambda handler: send(handler, body)


def proposed(answer: Answer, **options: Any) -> tuple[tuple[Proposal, ...], tuple[str, ...]]:
    with served(answer) as (url, _):
        return propose(DOCUMENT, Endpoint(url, "small", **options))


def item(quotation: str, **more: object) -> dict[str, object]:
    return {"kind": "figure", "quotation": quotation, **more}


def test_the_text_is_sent_once_and_the_proposal_is_marked() -> None:
    with served(saying({"items": [item("$3 million", value=3e6, unit="USD")]})) as (url, asked):
        found, notes = propose(DOCUMENT, Endpoint(url, "small"))
    assert [request["path"] for request in asked] == ["/v1/chat/completions"]
    assert asked[0]["body"]["messages"][1]["content"] == TEXT
    assert asked[0]["body"]["model"] == "small"
    assert "Authorization" not in asked[0]["headers"]
    (one,) = found
    assert (one.by, one.kind, dict(one.fields)) == (
        "small",
        "figure",
        {"value": 3e6, "unit": "USD"},
    )
    assert TEXT[one.span.start : one.span.end] == one.span.text == "$3 million"
    assert any("checked by nobody" in note for note in notes)


def test_a_key_goes_only_where_the_user_set_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRADETALKS_MODEL_KEY", "abc")
    with served(saying({"items": []})) as (url, asked):
        propose(DOCUMENT, Endpoint(url))
    assert asked[0]["headers"]["Authorization"] == "Bearer abc"


def test_a_quotation_that_is_not_in_the_text_is_dropped_and_counted() -> None:
    items = [item("$4 million"), item("$3  million"), item(""), item("$3 Million of lamps")]
    found, notes = proposed(saying({"items": items}))
    assert found == ()
    assert any(note.startswith("4 proposals dropped: the quotation") for note in notes)


def test_the_offset_decides_between_two_places_if_it_is_right() -> None:
    second = TEXT.rindex("$3 million")
    (one,), notes = proposed(saying({"items": [item("$3 million", start=second)]}))
    assert one.span.start == second
    assert not any("wrong offset" in note for note in notes)


@pytest.mark.parametrize("start", [0, -5, 10**9, 22])
def test_a_wrong_offset_is_put_right_and_told(start: int) -> None:
    (one,), notes = proposed(saying({"items": [item("$3 million", start=start)]}))
    assert one.span.start == TEXT.index("$3 million")
    assert any("1 proposal with a wrong offset" in note for note in notes)


def test_fields_are_only_those_known_and_of_a_bearable_length() -> None:
    given = item(
        "$3 million", value=True, unit="x" * 10_000, html={"a": 1}, measures=None, period=[1]
    )
    (one,), _ = proposed(saying({"items": [given]}))
    assert dict(one.fields) == {"unit": "x" * 300}


@pytest.mark.parametrize(
    "entry", [1, None, [], {}, {"kind": "figure"}, {"kind": [], "quotation": "a"}]
)
def test_entries_that_are_no_items_are_dropped_and_counted(entry: object) -> None:
    found, notes = proposed(saying({"items": [entry, item("$3 million")]}))
    assert len(found) == 1
    assert any("1 proposal dropped: no known kind" in note for note in notes)


def test_words_around_the_json_do_no_harm() -> None:
    text = "Here you are:\n```json\n" + json.dumps({"items": [item("lamps")]}) + "\n```"
    assert len(proposed(saying(text))[0]) == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("I cannot do that.", "no JSON"),
        ('{"items": [', "no JSON"),
        ('{"items": [}', "broken JSON"),
        ('{"items": {"a": 1}}', "no list"),
        ("[1, 2] {} ", "no list"),
        ('{"a": ' * 5000 + "1" + "}" * 5000, "broken JSON"),
    ],
)
def test_an_answer_that_is_not_as_asked_is_a_note(content: str, told: str) -> None:
    found, (note,) = proposed(saying(content))
    assert found == ()
    assert told in note


@pytest.mark.parametrize(
    "body", [b"", b"<html>busy</html>", b'{"choices": []}', b"[]", b"\xff\xfe"]
)
def test_a_body_that_is_no_completion_is_a_note(body: bytes) -> None:
    found, (note,) = proposed(lambda handler: send(handler, body))
    assert found == ()
    assert note.startswith("No proposals")


def test_a_refusal_and_a_redirect_are_notes_and_the_text_is_not_sent_on() -> None:
    found, (note,) = proposed(lambda handler: send(handler, b"", 503))
    assert found == ()
    assert "No proposals" in note
    with served(saying({"items": [item("lamps")]})) as (other, asked):

        def elsewhere(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(307)
            handler.send_header("Location", other + "/chat/completions")
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        found, (note,) = proposed(elsewhere)
    assert found == ()
    assert asked == []


def test_a_server_that_is_silent_or_drips_is_left_in_time() -> None:
    waiting = threading.Event()

    def silent(_: BaseHTTPRequestHandler) -> None:
        waiting.wait(5)

    def dripping(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while not waiting.wait(0.05):
                handler.wfile.write(b" ")
        except OSError:
            pass

    begun = time.monotonic()
    for answer in (silent, dripping):
        with served(answer) as (url, _):
            found, (note,) = propose(DOCUMENT, Endpoint(url, seconds=0.3))
            waiting.set()
        waiting.clear()
        assert found == ()
        assert note.startswith("No proposals")
    assert time.monotonic() - begun < 4


def test_an_answer_without_end_is_cut_off() -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b" " * 100_000)
        except OSError:
            pass

    found, (note,) = proposed(endless)
    assert found == ()
    assert "2,000,000 bytes" in note


def test_no_server_is_a_note() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
        found, (note,) = propose(DOCUMENT, Endpoint(url))
    assert found == ()
    assert "gave no answer" in note


def test_a_text_too_long_for_a_model_is_not_sent() -> None:
    document = read_text("word " * (LONGEST_TEXT // 5 + 1), date(2021, 5, 4))
    with served(saying({"items": []})) as (url, asked):
        _, (note,) = propose(document, Endpoint(url))
    assert asked == []
    assert "was not sent" in note


@pytest.mark.parametrize("url", ["localhost:8080", "file:///etc/passwd", "ftp://a/b", ""])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="is no web address"):
        Endpoint(url)
