"""One method for each endpoint of Blockade's Imagine API."""

from collections.abc import Mapping
from typing import Protocol

from .records import Cancelled, Deleted, Generator, HistoryPage, Imagine


class UploadedFileLike(Protocol):
    """A file to send along, such as Django's UploadedFile."""

    name: str | None

    def read(self) -> bytes:
        """The whole content."""
        ...


class Blockade:
    """The Imagine API of one account."""

    def __init__(self, base_url: str, api_key: str) -> None:
        self._base_url = base_url
        self._api_key = api_key

    def generators(self) -> tuple[Generator, ...]:
        """All generators of the account."""
        raise NotImplementedError

    def generate(
        self,
        generator: str,
        params: Mapping[str, object],
        *,
        files: Mapping[str, UploadedFileLike] | None = None,
        webhook_url: str = "",
    ) -> Imagine:
        """Ask for an image: one attempt, ever."""
        raise NotImplementedError

    def imagine(self, blockade_id: int) -> Imagine:
        """One imagine by its id."""
        raise NotImplementedError

    def imagine_by_obfuscated_id(self, obfuscated_id: str) -> Imagine:
        """One imagine by its hash."""
        raise NotImplementedError

    def history(
        self,
        *,
        status: str = "all",
        limit: int = 100,
        page: int = 0,
        order: str = "DESC",
        imagine_id: int | None = None,
        query: str = "",
        generator: str = "",
    ) -> HistoryPage:
        """One page of the account's history."""
        raise NotImplementedError

    def cancel(self, blockade_id: int) -> Cancelled:
        """Cancel one imagine."""
        raise NotImplementedError

    def cancel_all_pending(self) -> Cancelled:
        """Cancel everything pending on the account."""
        raise NotImplementedError

    def delete(self, blockade_id: int) -> Deleted:
        """Delete one imagine."""
        raise NotImplementedError
