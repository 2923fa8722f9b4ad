"""What a browser would send."""

from __future__ import annotations

from bs4 import BeautifulSoup


def filled(page: BeautifulSoup, **values: str) -> dict[str, str]:
    """What a browser would send: every control of the form as it stands, with some values typed over."""
    form = page.select_one("form[method=post][action*='/create/']")
    data = {}
    for control in form.select("input[name], textarea[name], select[name]"):
        if control.get("type") in ("checkbox", "radio") and not control.has_attr("checked"):
            continue
        if control.name == "select":
            chosen = control.select_one("option[selected]") or control.select_one("option")
            data[control["name"]] = chosen["value"] if chosen else ""
        elif control.get("type") != "file":
            data[control["name"]] = (
                control.text.strip() if control.name == "textarea" else control.get("value", "")
            )
    return data | {f"p-{name}": value for name, value in values.items()}
