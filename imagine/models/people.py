"""Who is here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property


class Member(AbstractUser):
    """A signed-in person. Roles are Django groups, see permissions.py."""

    # A part of what every session is checked against: a new value ends them all.
    session_salt = models.CharField(max_length=32, blank=True)
    # The last page that was opened, to a few minutes.
    seen_at = models.DateTimeField(null=True, blank=True)
    # Whether a finished image is worth a notice; what went wrong always is.
    wants_done_notices = models.BooleanField(default=True)

    class Meta(AbstractUser.Meta):
        constraints = [
            # Whoever proves an address at a provider is one member.
            models.UniqueConstraint(
                Lower("email"), condition=~models.Q(email=""), name="one_member_per_address"
            )
        ]

    @cached_property
    def group_names(self) -> frozenset[str]:
        """The names of this member's groups, asked once; every request loads its member anew."""
        return frozenset(self.groups.values_list("name", flat=True))

    def know_groups(self, names: Iterable[str]) -> None:
        """Take over the names of the groups from whoever asked for many members' at once."""
        self.__dict__["group_names"] = frozenset(names)

    def forget_groups(self) -> None:
        """Have the groups asked again, after a change to them."""
        self.__dict__.pop("group_names", None)

    @cached_property
    def unread_count(self) -> int:
        """How many notices this member has not read, asked once; every request loads its member anew."""
        return self.notices.filter(read_at=None).count()

    def know_unread(self, number: int) -> None:
        """Take over the number from whoever asked for it together with the member."""
        self.__dict__["unread_count"] = number

    def get_session_auth_hash(self) -> str:
        """What every session of this member must carry: a new password or a new salt ends the others."""
        return self._sessions_under(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under secret keys that were in use before."""
        return (self._sessions_under(key) for key in settings.SECRET_KEY_FALLBACKS)

    def _sessions_under(self, secret_key: str | bytes) -> str:
        key_salt = "imagine.models.people.Member.sessions"
        value = f"{self.password}:{self.session_salt}"
        return salted_hmac(key_salt, value, secret=secret_key, algorithm="sha256").hexdigest()

    @property
    def display_name(self) -> str:
        """The name that pages show: the full name where one was given."""
        return self.get_full_name() or self.username

    @property
    def initials(self) -> str:
        """One or two letters for the round mark in the top bar."""
        words = self.display_name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
