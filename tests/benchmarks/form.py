"""How long a form takes: `python -m tests.benchmarks.form`. Figures to reach: 200 params in under 50 ms, and
5,000 options in under 150 kB; the bare Django form of the same fields runs beside it as the measure."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

PARAMS, OPTIONS, ROUNDS = 200, 5_000, 30


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    rows = [
        measured(f"{PARAMS} params, whole fields with our template", page_of(PARAMS)),
        measured(f"{PARAMS} params, controls only", controls_of(PARAMS)),
        measured(f"{PARAMS} fields, bare Django form, controls only", bare_form(PARAMS)),
        measured(f"{OPTIONS:,} options, whole field with our template", searched(OPTIONS)),
        measured(f"{OPTIONS:,} options, bare Django select", bare_select(OPTIONS)),
        measured("first reading of 200 params, help cleaned", first_reading(PARAMS), rounds=5),
    ]
    lines = [f"{'':54}{'best':>8}{'median':>8}{'worst ms of CPU':>18}{'kB':>8}"]
    lines += [
        f"{name:54}{min(times):8.1f}{median(times):8.1f}{max(times):18.1f}{size:8.1f}"
        for name, times, size in rows
    ]
    lines.append(f"ours / bare, controls only: {median(rows[1][1]) / median(rows[2][1]):.2f}")
    sys.stdout.write("\n".join(lines) + "\n")


def measured(name: str, render: Callable[[], str], rounds: int = ROUNDS) -> tuple[str, list[float], float]:
    """(name, milliseconds of CPU of each round, kilobytes) of `render`; the first round does not count."""
    size = len(render().encode()) / 1_000
    times = []
    for _ in range(rounds):
        start = time.process_time()
        render()
        times.append((time.process_time() - start) * 1_000)
    return name, times, size


def metadata(count: int, salt: str = "") -> dict[str, Any]:
    """Params of the four kinds a form is mostly made of."""
    about = f"<p>What this does {salt}, and <a href='/help'>more</a>.</p>"
    kinds: list[dict[str, Any]] = [
        {"type": "textarea", "display_element": "textarea", "max_value": 400, "display_help": about},
        {"type": "int", "min_value": 0, "max_value": 9, "default_value": 3, "display_help": about},
        {"type": "select", "options": [f"Choice {n}" for n in range(20)], "default_value": "Choice 3"},
        {"type": "bool"},
    ]
    return {f"param{n}": {"name": f"Param {n}", **kinds[n % len(kinds)]} for n in range(count)}


def page_of(count: int) -> Callable[[], str]:
    from django.template.loader import get_template

    from imagine.forms import form_for
    from tests.forms.making import generator

    made, template = generator(metadata(count)), get_template("imagine/parts/field.html")

    def render() -> str:
        form = form_for(made)
        bounds = form.main_fields + form.more_fields
        return "".join(template.render({"field": bound, "first": False}) for bound in bounds)

    return render


def controls_of(count: int) -> Callable[[], str]:
    from imagine.forms import form_for
    from tests.forms.making import generator

    made = generator(metadata(count))
    return lambda: "".join(str(bound) for bound in form_for(made))


def bare_form(count: int) -> Callable[[], str]:
    from django import forms

    choices = [(f"Choice {n}", f"Choice {n}") for n in range(20)]
    kinds: list[Callable[[], forms.Field]] = [
        lambda: forms.CharField(widget=forms.Textarea, max_length=400),
        lambda: forms.IntegerField(min_value=0, max_value=9, initial=3),
        lambda: forms.ChoiceField(choices=choices, initial="Choice 3"),
        lambda: forms.BooleanField(required=False),
    ]
    fields = {f"param{n}": kinds[n % len(kinds)]() for n in range(count)}
    bare = type("Bare", (forms.Form,), fields)
    return lambda: "".join(str(bound) for bound in bare())


def searched(count: int) -> Callable[[], str]:
    from django.template.loader import get_template

    from imagine.forms import form_for
    from tests.forms.making import asks

    made = asks(type="select", options=[{"label": f"Style number {n}", "value": n} for n in range(count)])
    template = get_template("imagine/parts/field.html")
    return lambda: template.render({"field": form_for(made)["it"], "first": False})


def bare_select(count: int) -> Callable[[], str]:
    from django import forms

    choices = [(n, f"Style number {n}") for n in range(count)]
    bare = type("Bare", (forms.Form,), {"it": forms.ChoiceField(choices=choices)})
    return lambda: str(bare()["it"])


def first_reading(count: int) -> Callable[[], str]:
    """A generator never seen before, with help texts never seen before."""
    from imagine.forms import form_for
    from tests.forms.making import generator

    numbers = iter(range(1_000))

    def render() -> str:
        salt = str(next(numbers))
        params = metadata(count)
        for key, param in params.items():
            param["display_help"] = f"<p>{key} {salt} <a href='/help'>more</a>.</p>"
        return "".join(str(bound) for bound in form_for(generator(params)))

    return render


if __name__ == "__main__":
    main()
