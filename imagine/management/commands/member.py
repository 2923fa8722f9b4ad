"""`manage.py member NAME --role ROLE`: add a member, or change the role of one."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from imagine import audit, people
from imagine.models import Member
from imagine.permissions import ROLES, set_role


class Command(BaseCommand):
    """Prints a one-time password for a new member; a known member keeps theirs unless asked for."""

    help = "Add a member, or change a member's role."

    def add_arguments(self, parser: CommandParser) -> None:
        """NAME is what they sign in with."""
        parser.add_argument("name")
        parser.add_argument("--role", choices=ROLES, required=True)
        parser.add_argument("--new-password", action="store_true", help="also for a known member")

    def handle(self, *args: Any, name: str, role: str, new_password: bool, **options: Any) -> None:
        """Create or change the member and say what was done."""
        member, created = Member.objects.get_or_create(username=name)
        if created:
            set_role(member, role)
            audit.record("member added", member=None, whom=name, role=role)
        else:
            try:
                people.change_role(member, role, by=None)
            except people.LastAdmin as error:
                raise CommandError(error.for_people) from error
        self.stdout.write(f"{name} is {'now' if created else 'from now on'} {role}.")
        if created or new_password:
            password = secrets.token_urlsafe(12)
            member.set_password(password)
            member.save(update_fields=["password"])
            if not created:
                audit.record("password reset", member=None, whom=name)
            self.stdout.write(f"One-time password: {password}")
