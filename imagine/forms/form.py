"""The form an artist fills in, one field for each param of a generator, and the request it comes down to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorList

from .fields import Asked
from .sheet import sheet_for
from .summary import summary
from .uploads import Upload

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.datastructures import MultiValueDict

    from imagine.blockade.metadata import Generator


# ARIA gives these no "required": a group, a picker or a slider always has, or can name, its own state.
_NEVER_ARIA_REQUIRED = ("radio", "multi", "bool", "range", "colour", "file", "hidden")


class ParamBound(BoundField):
    """One field of one form, with names and ids that survive whatever a param is called."""

    form: GeneratorForm
    field: Asked

    def __getitem__(self, name: Any) -> Any:
        """Templates try `[...]` before a dot: answering the first spares 20 exceptions a field."""
        return getattr(self, name) if isinstance(name, str) else super().__getitem__(name)

    @property
    def auto_id(self) -> str:
        """The id of the control."""
        return self.form.sheet.handles[self.name].id

    @property
    def errors(self) -> ErrorList:
        """What is wrong with this field. Pages ask for it three times, so nothing is always the same list."""
        return self.form.errors.get(self.name) or self.form.nothing_wrong

    @property
    def aria_describedby(self) -> str:
        """Ids of what explains the control: its help, its error, its counter."""
        parts = (
            ("help", bool(self.help_text)),
            ("error", bool(self.errors)),
            ("count", bool(self.field.limit)),
        )
        return " ".join(f"{self.auto_id}-{part}" for part, is_there in parts if is_there)

    @property
    def image(self) -> Any:
        """The picture of ours that stands in for an upload, None for none."""
        return self.form.images.get(self.name)

    @property
    def image_name(self) -> str:
        """The name under which that picture is sent along."""
        return self.form.sheet.handles[self.name].image

    @property
    def drift(self) -> Any:
        """What has changed about this param lately, None for nothing."""
        return self.form.drift.get(self.name)

    @property
    def data(self) -> Any:
        """What was sent; a required field that a request leaves out altogether stands at its default."""
        if self.field.param.required and self.field.initial is not None and not self.was_given:
            return self.field.shown(self.field.initial)
        return super().data

    @property
    def was_given(self) -> bool:
        """Whether the request spoke of this field at all."""
        form = self.form
        return not self.field.widget.value_omitted_from_data(form.data, form.files, self.html_name)

    def value(self) -> Any:
        """What the control shows: what was typed, else what the link or the default says."""
        return super().value() if self.form.is_bound else self.field.shown(self.initial)

    @property
    def is_changed(self) -> bool:
        """Whether the control shows anything but what an untouched form would."""
        return bool(self.value() != self.field.shown(self.field.initial))

    def build_widget_attrs(self, attrs: Any, widget: Any = None) -> dict[str, Any]:
        """Django's own, `aria-required` where ARIA knows it, and the name of a file's second control."""
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        if self.field.required and self.field.kind not in _NEVER_ARIA_REQUIRED:
            built["aria-required"] = "true"
        if self.field.kind == "file":
            built["data-label"] = self.label
        return built


class GeneratorForm(forms.Form):
    """The form of one generator. `problem` says why it cannot be sent at all ("" when it can).

    `drawn` holds the keys of the seeds that we drew while cleaning. By param key, `images` may hold pictures
    of ours that stand in for uploads, and `drift` what has changed about a param lately: for templates.
    """

    use_required_attribute = False
    bound_field_class = ParamBound

    def __init__(
        self,
        generator: Generator,
        data: Mapping[str, Any] | None = None,
        files: MultiValueDict[str, UploadedFile[Any]] | None = None,
        *,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, files, initial=dict(initial or {}), label_suffix="")
        self.generator = generator
        self.sheet = sheet_for(generator)
        self.problem = self.sheet.problem
        self.drawn: set[str] = set()
        self.nothing_wrong = self.error_class(renderer=self.renderer)
        self.images: Mapping[str, Any] = {}
        self.drift: Mapping[str, Any] = {}
        # Fields are never changed once they are made, so every form may have the same ones.
        self.fields = dict(self.sheet.fields)

    def add_prefix(self, field_name: str) -> str:
        """The name of the control in the page (Django also asks with ids, for a feature that is not used)."""
        handle = self.sheet.handles.get(field_name)
        return handle.name if handle else field_name

    @property
    def main_fields(self) -> list[BoundField]:
        """What is shown at once, and at the end what is hidden."""
        return [self[key] for key in self.sheet.main]

    @property
    def more_fields(self) -> list[BoundField]:
        """What is folded under "More"."""
        return [self[key] for key in self.sheet.more]

    @property
    def more_is_open(self) -> bool:
        """Whether something under "More" has to be seen: an error, or a file in use."""
        return any(key in self.errors or key in self.images for key in self.sheet.more)

    @property
    def more_words(self) -> str:
        """What is set under "More", for when it is closed."""
        return summary([self._bound(key) for key in self.sheet.more])

    def full_clean(self) -> None:
        """Check what was sent; before anything was, check what a link or an earlier imagine put in."""
        super().full_clean()
        if self.is_bound:
            return
        for key in self.initial.keys() & self.fields.keys():
            try:
                self.fields[key].clean(self._asked(key).shown(self.initial[key]))
            except ValidationError as error:
                if error.code != "required":
                    self.errors[key] = self.error_class(error.messages, renderer=self.renderer)

    def clean(self) -> dict[str, Any]:
        """Draw the seeds that were left to us."""
        for key in self.fields:
            field = self._asked(key)
            if field.is_seed and key in self.cleaned_data and not self.cleaned_data[key]:
                self.cleaned_data[key] = field.draw()
                self.drawn.add(key)
        return self.cleaned_data

    def cleaned_params(self) -> dict[str, object]:
        """What to send to Blockade, files apart: known params only, each in the JSON type it has there."""
        params = dict(self.sheet.fixed)
        for key, value in self.cleaned_data.items():
            field = self._asked(key)
            if field.sends(value, self._bound(key).was_given) and not isinstance(value, UploadedFile):
                params[key] = field.outgoing(value)
        return params

    def files_for_blockade(self) -> dict[str, UploadedFile[Any]]:
        """The files to send, by param."""
        files = {
            key: self.cleaned_data.get(key) for key in self.fields if isinstance(self.fields[key], Upload)
        }
        return {key: file for key, file in files.items() if isinstance(file, UploadedFile)}

    def _asked(self, key: str) -> Asked:
        return self.sheet.fields[key]

    def _bound(self, key: str) -> ParamBound:
        bound = self[key]
        assert isinstance(bound, ParamBound)  # noqa: S101 - bound_field_class says so, mypy cannot know
        return bound


def form_for(
    generator: Generator,
    data: Mapping[str, Any] | None = None,
    files: MultiValueDict[str, UploadedFile[Any]] | None = None,
    *,
    initial: Mapping[str, object] | None = None,
) -> GeneratorForm:
    """The form of `generator`: filled with `data` and `files` as sent, else with `initial` by param key."""
    return GeneratorForm(generator, data, files, initial=initial)
