"""Who is here."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property


class Member(AbstractUser):
    """A signed-in person. Roles are Django groups, see permissions.py."""

    # A part of what every session is checked against: a new value ends them all.
    session_salt = models.CharField(max_length=32, blank=True)

    @cached_property
    def group_names(self) -> frozenset[str]:
        """The names of this member's groups, asked once; every request loads its member anew."""
        return frozenset(self.groups.values_list("name", flat=True))

    def forget_groups(self) -> None:
        """Have the groups asked again, after a change to them."""
        self.__dict__.pop("group_names", None)

    @property
    def display_name(self) -> str:
        """The name that pages show: the full name where one was given."""
        return self.get_full_name() or self.username

    @property
    def initials(self) -> str:
        """One or two letters for the round mark in the top bar."""
        words = self.display_name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
