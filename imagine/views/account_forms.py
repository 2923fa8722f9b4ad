"""What people type at the door: a new member's name and password, or one's own new password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.crypto import constant_time_compare

from imagine import people
from imagine.models import Member
from imagine.permissions import ADMIN, ARTIST, VIEWER

ROLE_CHOICES = [
    (VIEWER, "Member"),
    (ARTIST, "Artist"),
    (ADMIN, "Admin"),
]


class NewMember(forms.Form):
    """Name, user name and password of somebody who comes in for the first time."""

    name = forms.CharField(max_length=150)
    username = forms.CharField(max_length=150, validators=[UnicodeUsernameValidator()])
    password = forms.CharField(strip=False, max_length=4096)

    def clean_username(self) -> str:
        """Refuse a name that somebody has, in capitals or without."""
        username: str = self.cleaned_data["username"]
        if people.is_taken(username):
            raise ValidationError("Somebody has this user name. Take another.")
        return username

    def clean(self) -> dict[str, Any]:
        """Hold the password against what was said of its owner, too."""
        if "password" in self.cleaned_data:
            try:
                validate_password(self.cleaned_data["password"], self.unsaved())
            except ValidationError as problem:
                self.add_error("password", problem)
        return self.cleaned_data

    def unsaved(self) -> Member:
        """The member that these words describe; the first word of the name counts as the first name."""
        first, _, last = self.cleaned_data.get("name", "").partition(" ")
        return Member(
            username=self.cleaned_data.get("username", ""), first_name=first, last_name=last.strip()
        )

    def save(self, email: str = "") -> Member:
        """Make the member, without a role yet; IntegrityError when the name was taken this very moment."""
        member = self.unsaved()
        member.email = email
        member.set_password(self.cleaned_data["password"])
        member.save(force_insert=True)
        return member


class FirstAdmin(NewMember):
    """The first admin, from another machine with the code that `start` has printed."""

    code = forms.CharField(required=False, max_length=100)

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._expected = expected

    def clean_code(self) -> str:
        """Ask for the code where there is one."""
        typed: str = self.cleaned_data["code"].strip()
        if self._expected and not constant_time_compare(typed, self._expected):
            raise ValidationError("This is not the code in the terminal. It is new after each start.")
        return typed


class NewPassword(forms.Form):
    """One's own password: the old one to make sure, and the new one."""

    old = forms.CharField(strip=False, max_length=4096)
    password = forms.CharField(strip=False, max_length=4096)

    def __init__(self, member: Member, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._member = member

    def clean_old(self) -> str:
        """Whoever sits at an open browser may not be its owner."""
        old: str = self.cleaned_data["old"]
        if not self._member.check_password(old):
            raise ValidationError("This is not your password now.")
        return old

    def clean_password(self) -> str:
        """Django's validators."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self._member)
        return password

    def save(self) -> None:
        """Write the new password."""
        self._member.set_password(self.cleaned_data["password"])
        self._member.save(update_fields=["password"])


class Invite(forms.Form):
    """For whom an invitation is: a role, a note for the list, an address for the company's sign-in."""

    role = forms.ChoiceField(choices=ROLE_CHOICES)
    note = forms.CharField(max_length=150, required=False)
    email = forms.EmailField(required=False)

    def clean_email(self) -> str:
        """An address belongs to one member."""
        email: str = self.cleaned_data["email"]
        if email and Member.objects.filter(email__iexact=email).exists():
            raise ValidationError("A member has this address already.")
        return email
