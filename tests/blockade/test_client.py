"""Each endpoint against the sandbox over real HTTP."""

import io
import pickle
import socket
import time

import pytest

from imagine.blockade.client import Blockade
from imagine.blockade.errors import KeyRefused, NotFound, Refused
from imagine.blockade.records import Cancelled, Deleted
from tests.sandbox_process import SandboxProcess

from .conftest import CANARY, Connect
from .raw_server import RawServer, answer


def start(blockade: Blockade, **params: object) -> int:
    return blockade.generate("stable-skybox", {"prompt": "salt flats at dawn", "seed": 7} | params).id


def test_generators_come_with_their_parameters(blockade: Blockade) -> None:
    first = blockade.generators()[0]
    assert first.key == "stable-skybox"
    prompt = first.params[0]
    assert (prompt.key, prompt.type, prompt.required, prompt.max_value) == ("prompt", "textarea", True, 600)


def test_a_request_is_accepted_with_its_parameters(blockade: Blockade, sandbox: SandboxProcess) -> None:
    made = blockade.generate("stable-skybox", {"prompt": "salt flats", "seed": 2**31 - 1})
    assert made.id > 0
    assert made.status == "pending"
    assert made.prompt == "salt flats"
    accepted = sandbox.statistics()["accepted"]
    assert [row["id"] for row in accepted] == [made.id]
    assert accepted[0]["generator"] == "stable-skybox"
    assert accepted[0]["params"]["seed"] == 2**31 - 1


def test_a_parameter_called_generator_cannot_choose_another_generator(
    blockade: Blockade, sandbox: SandboxProcess
) -> None:
    blockade.generate("stable-skybox", {"prompt": "fog", "generator": "workshop"})
    assert sandbox.statistics()["accepted"][0]["generator"] == "stable-skybox"


def test_text_that_no_database_takes_is_sent_without_it(blockade: Blockade) -> None:
    assert (
        blockade.generate("stable-skybox", {"prompt": "mist\0 and \ud800 sun"}).prompt
        == "mist and \ufffd sun"
    )


def test_the_webhook_address_goes_along(blockade: Blockade, sandbox: SandboxProcess) -> None:
    blockade.generate("stable-skybox", {"prompt": "fog"}, webhook_url="http://127.0.0.1:9/hooks/x/")
    assert sandbox.rows()[0]["webhook_url"] == "http://127.0.0.1:9/hooks/x/"


def test_a_file_is_sent_under_the_name_of_its_parameter(blockade: Blockade, sandbox: SandboxProcess) -> None:
    sandbox.generators([GENERATOR_WITH_FILE])
    picture = io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"0" * 1000)
    picture.name = "sketch.png"
    blockade.generate(
        "with-file", {"prompt": "fog", "flag": True, "seed": 5, "none": None}, files={"init_image": picture}
    )
    params = sandbox.statistics()["accepted"][0]["params"]
    assert params["prompt"] == "fog"
    assert params["seed"] == 5
    assert "init_image" in params


def test_an_imagine_is_read_by_id_and_by_hash(blockade: Blockade) -> None:
    imagine = blockade.imagine(start(blockade))
    assert imagine.prompt == "salt flats at dawn"
    assert blockade.imagine_by_obfuscated_id(imagine.obfuscated_id).id == imagine.id


def test_history_is_paged_filtered_and_ordered(blockade: Blockade, sandbox: SandboxProcess) -> None:
    ids = sandbox.add_rows([{"prompt": f"row {number}", "status": "complete"} for number in range(5)])
    first, second = blockade.history(limit=3), blockade.history(limit=3, page=1)
    assert [len(first.imagines), len(second.imagines)] == [3, 2]
    assert [first.has_more, second.has_more] == [True, False]
    assert {row.id for row in (*first.imagines, *second.imagines)} == set(ids)
    assert [row.prompt for row in blockade.history(query="row 3").imagines] == ["row 3"]
    assert [row.id for row in blockade.history(imagine_id=ids[1]).imagines] == [ids[1]]
    assert blockade.history(status="error").imagines == ()
    assert blockade.history(generator="workshop").imagines == ()
    oldest_first = [row.created_at for row in blockade.history(order="ASC").imagines]
    assert oldest_first == sorted(oldest_first)


def test_cancelling_one_leaves_the_others(blockade: Blockade, sandbox: SandboxProcess) -> None:
    sandbox.pause()
    first, second = start(blockade), start(blockade, seed=8)
    assert blockade.cancel(first) == Cancelled()
    assert blockade.imagine(first).status == "abort"
    assert blockade.imagine(second).status == "pending"


def test_cancel_all_tells_whether_there_was_anything(blockade: Blockade, sandbox: SandboxProcess) -> None:
    sandbox.pause()
    first = start(blockade)
    assert blockade.cancel_all_pending() == Cancelled(anything=True)
    assert blockade.imagine(first).status == "abort"
    nothing = blockade.cancel_all_pending()
    assert nothing.anything is False
    assert "pending" in nothing.said


def test_a_deleted_imagine_is_not_found_any_more(blockade: Blockade, sandbox: SandboxProcess) -> None:
    [row] = sandbox.add_rows([{"status": "complete"}])
    assert blockade.delete(row) == Deleted(said="Item deleted successfully")
    with pytest.raises(NotFound):
        blockade.imagine(row)
    with pytest.raises(NotFound):
        blockade.delete(row)
    with pytest.raises(NotFound):
        blockade.cancel(row)


@pytest.mark.parametrize("wrong", ["pending", "12", "", None, 0, -1, 1.0, True, "1/../pending"])
def test_an_id_that_is_no_positive_number_never_leaves(
    blockade: Blockade, sandbox: SandboxProcess, wrong: object
) -> None:
    for method in (blockade.imagine, blockade.cancel, blockade.delete):
        with pytest.raises(ValueError, match="positive whole number"):
            method(wrong)
    assert sandbox.statistics()["requests"] == []


@pytest.mark.parametrize("wrong", ["", "../pending", "ab?c", "é", "a" * 65, "ab\n"])
def test_a_hash_that_is_none_never_leaves(blockade: Blockade, sandbox: SandboxProcess, wrong: str) -> None:
    with pytest.raises(ValueError, match="letters and digits"):
        blockade.imagine_by_obfuscated_id(wrong)
    assert sandbox.statistics()["requests"] == []


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"limit": 101}, {"page": -1}, {"order": "RANDOM"}])
def test_a_page_that_cannot_be_asked_for_never_leaves(
    blockade: Blockade, sandbox: SandboxProcess, wrong: dict[str, object]
) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (each has words of its own)
        blockade.history(**wrong)
    assert sandbox.statistics()["requests"] == []


def test_the_key_travels_in_the_header_only(blockade: Blockade, sandbox: SandboxProcess) -> None:
    blockade.generators()
    blockade.history(query="dawn")
    blockade.delete(start(blockade))
    report = sandbox.statistics()
    assert report["key_in"] == {"header": 4}
    assert all(CANARY not in visit["path"] + str(visit["query"]) for visit in report["requests"])


def test_a_wrong_key_is_told_apart(sandbox: SandboxProcess) -> None:
    with Blockade(sandbox.base_url, "another-key-entirely") as stranger, pytest.raises(KeyRefused) as caught:
        stranger.history()
    assert caught.value.for_people == "The image service does not accept this studio's API key."


def test_a_refusal_names_the_parameter(blockade: Blockade, sandbox: SandboxProcess) -> None:
    sandbox.fault(
        "generate", "refuse", status=422, form="errors", field="seed", error="The seed is too large."
    )
    with pytest.raises(Refused) as caught:
        start(blockade)
    assert caught.value.field_messages == {"seed": "The seed is too large."}
    assert caught.value.for_people == "The seed is too large."
    assert caught.value.status == 422


def test_reads_share_a_connection_and_writes_never_do(connect: Connect) -> None:
    body = b'{"request": {"id": 1, "status": "pending"}}'

    def behave(connection: socket.socket) -> None:
        while True:
            server.request(connection)
            connection.sendall(answer("200 OK", body))

    with RawServer(behave) as server:
        blockade = connect(server.address())
        for _ in range(3):
            blockade.imagine(1)
        assert server.connections == 1
        for _ in range(2):
            blockade.generate("stable-skybox", {"prompt": "fog"})
        assert server.connections == 3


def test_a_client_shows_no_key_and_cannot_be_pickled(blockade: Blockade) -> None:
    shown = f"{blockade!r} {blockade} {vars(blockade)}"
    assert "127.0.0.1" in shown
    assert CANARY not in shown
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(blockade)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "backend.blockadelabs.com/api/v1",
        "ftp://host/api",
        "https://",
        "https://user:word@host/api",
        "https://host/api?api_key=1",
        "https://host/api#part",
    ],
)
def test_an_address_that_cannot_be_meant_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="address of Blockade"):
        Blockade(address, CANARY)


@pytest.mark.parametrize("key", ["", " ", "two words", "line\nbreak", "kéy"])
def test_a_key_that_cannot_be_a_header_is_refused_without_being_told(key: str) -> None:
    with pytest.raises(ValueError, match="one word of plain characters") as caught:
        Blockade("https://host/api/v1", key)
    assert not key.strip() or key not in str(caught.value)


def test_an_up_to_date_read_is_quick(blockade: Blockade, sandbox: SandboxProcess) -> None:
    [row] = sandbox.add_rows([{"status": "complete"}])
    blockade.imagine(row)
    started = time.perf_counter()
    for _ in range(20):
        blockade.imagine(row)
    # A few milliseconds each; a waiting Nagle or a lost keep-alive would make it 40 and more.
    assert time.perf_counter() - started < 20 * 0.03


GENERATOR_WITH_FILE = {
    "id": 1,
    "generator": "with-file",
    "name": "With a file",
    "label": "With a file",
    "sort_order": 1,
    "params": {
        "prompt": {"name": "Prompt", "type": "textarea", "required": True, "display_element": "textarea"},
        "seed": {"name": "Seed", "type": "int", "display_element": "input"},
        "flag": {"name": "Flag", "type": "bool", "display_element": "checkbox"},
        "init_image": {"name": "Image", "type": "file", "display_element": "file"},
    },
}
