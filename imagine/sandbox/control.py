"""The control room of a test sandbox, under `/control/`; without `--test-controls` there is none.

GET    statistics                       what was received
DELETE statistics                       forget it
GET    faults                           the table of faults, and the orders still waiting
POST   faults {endpoint, fault, …}      order one (see faults/table.py)
DELETE faults                           take all orders back
POST   reset                            as freshly started: rows, orders, statistics, settings, generators
POST   settings {name: value}           change running settings (settings.py), until the next reset
POST   generators [ … ]                 offer these generators instead
POST   rows {rows: [{…}]}               rows as if made elsewhere (rows.py); or {count, like: {…}}
GET    rows                             all rows as stored, the newest first
POST   settle {id, status, …fields}     put a row into a status at once and hold it there
GET    painters                         the ids of the painting processes
    POST   pause, POST resume               stop and restart the queue's clock
POST   webhooks {repeat, disorder, lose}    how webhooks misbehave
"""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from . import answers, rows
from .faults.table import FAULTS
from .problems import Problem
from .store import STATUSES

if TYPE_CHECKING:
    from .app import Sandbox


class Control:
    def __init__(self, sandbox: Sandbox):
        self._sandbox = sandbox

    def answer(self, request: Request) -> Response:
        name = request.path.removeprefix("/control/").rstrip("/")
        handler = getattr(self, f"_{request.method.lower()}_{name}", None) if name.isalpha() else None
        if handler is None:
            return answers.refusal(Problem(404, f"the control room has no {request.method} {name}"))
        try:
            sent = json.loads(request.get_data() or b"{}")
            return answers.as_json(handler(sent))
        except (KeyError, TypeError, ValueError, sqlite3.IntegrityError) as error:
            return answers.refusal(Problem(400, f"{type(error).__name__}: {error}"))

    def _get_statistics(self, sent: Any) -> Any:
        return self._sandbox.statistics.report()

    def _delete_statistics(self, sent: Any) -> Any:
        self._sandbox.statistics.clear()
        return {}

    def _get_faults(self, sent: Any) -> Any:
        about = {name: fault.about for name, fault in FAULTS.items()}
        return {"faults": about, "waiting": self._sandbox.faults.waiting()}

    def _post_faults(self, sent: Any) -> Any:
        self._sandbox.faults.order(sent)
        return {}

    def _delete_faults(self, sent: Any) -> Any:
        self._sandbox.faults.clear()
        return {}

    def _post_reset(self, sent: Any) -> Any:
        self._sandbox.faults.clear()
        self._sandbox.live.reset()
        self._sandbox.webhooks.misbehave({})
        self._sandbox.store.clear()
        self._sandbox.painting.forget()
        self._sandbox.queue.forget()
        self._sandbox.queue.resume()
        self._sandbox.rates.clear()
        self._sandbox.statistics.clear()
        return {}

    def _post_settings(self, sent: Any) -> Any:
        self._sandbox.live.settings = self._sandbox.live.settings.changed(sent)
        return {}

    def _post_generators(self, sent: Any) -> Any:
        if not isinstance(sent, list):
            raise TypeError("a list of generators is needed")
        self._sandbox.live.generators = sent
        return {}

    def _post_rows(self, sent: Any) -> Any:
        wanted = sent["rows"] if "rows" in sent else [sent.get("like", {})] * int(sent["count"])
        stored = self._sandbox.store.add_many(rows.made_elsewhere(wanted, self._sandbox.live.settings))
        return {"ids": [row.id for row in stored], "obfuscated_ids": [row.obfuscated_id for row in stored]}

    def _get_rows(self, sent: Any) -> Any:
        return [vars(row) for row in self._sandbox.store.where("1", [], -1, order="id DESC")]

    def _post_settle(self, sent: Any) -> Any:
        wanted = dict(sent)
        imagine_id, status = int(wanted.pop("id")), str(wanted.pop("status"))
        if status not in STATUSES:
            raise ValueError(f"status must be one of {', '.join(STATUSES)}")
        moved = self._sandbox.queue.settle(imagine_id, status, **wanted)
        if moved is None:
            raise ValueError(f"there is no imagine {imagine_id}")
        return vars(moved)

    def _get_painters(self, sent: Any) -> Any:
        return self._sandbox.painting.processes()

    def _post_pause(self, sent: Any) -> Any:
        self._sandbox.queue.pause()
        return {}

    def _post_resume(self, sent: Any) -> Any:
        self._sandbox.queue.resume()
        return {}

    def _post_webhooks(self, sent: Any) -> Any:
        self._sandbox.webhooks.misbehave(sent)
        return {}
