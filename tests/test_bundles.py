"""One stylesheet and one script, joined from small files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from imagine.bundles import BUNDLES, BundleFinder, compact, join

SOURCES = Path(settings.BASE_DIR) / "static" / "imagine"


def test_parts_are_joined_in_the_order_of_their_imports(tmp_path: Path) -> None:
    (tmp_path / "one.css").write_text("a { color: red; }\n")
    (tmp_path / "two.css").write_text("b { color: blue; }\n")
    entry = tmp_path / "entry.css"
    entry.write_text('/* all */\n@import "two.css";\n@import "one.css";\n')
    assert join(entry) == "/* all */\nb { color: blue; }\na { color: red; }\n"


def test_each_part_of_a_script_keeps_its_names_to_itself(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.js").write_text(f'const mine = "{name}";\n')
    entry = tmp_path / "entry.js"
    entry.write_text('import "./one.js";\nimport "./two.js";\n')
    assert join(entry) == '{\nconst mine = "one";\n}\n{\nconst mine = "two";\n}\n'


def test_a_bundle_goes_without_what_is_for_readers(tmp_path: Path) -> None:
    style = "/* why */\na {\n  & > b { color: light-dark(#fff, #000); }\n}\n"
    assert compact(style, "studio.css") == "a { & > b { color: light-dark(#fff, #000); } }"
    inner = "@media print { .rows :is(a, b) { width: calc(1px + 2px); } }"
    assert compact(inner, "studio.css") == inner
    script = "// why\nconst words = `two  blanks // here`;\n"
    assert compact(script, "studio.js") == "const words=`two  blanks // here`;"


def test_staticfiles_find_the_bundles_with_all_their_parts() -> None:
    for path in BUNDLES:
        place = finders.find(path)
        assert place is not None
        text = Path(place).read_text(encoding="utf-8")
        assert not re.search(r"^@?import ", text, re.MULTILINE)
        assert len(text) > 5000


def test_a_bundle_that_differs_from_its_parts_is_joined_again() -> None:
    finder = BundleFinder()
    place = Path(str(finder.find("imagine/studio.css")))
    whole = place.read_text(encoding="utf-8")
    place.write_text("old")
    assert Path(str(finder.find("imagine/studio.css"))).read_text(encoding="utf-8") == whole


def test_other_files_are_left_to_other_finders() -> None:
    assert BundleFinder().find("imagine/sprite.svg") == []


@pytest.mark.parametrize("kind", ["css", "js"])
def test_no_part_is_forgotten(kind: str) -> None:
    entries = "".join(entry.read_text() for entry in SOURCES.glob(f"entry*.{kind}"))
    listed = re.findall(rf'"(?:\./)?{kind}/([\w-]+\.{kind})"', entries)
    assert sorted(listed) == sorted(part.name for part in (SOURCES / kind).iterdir())


def test_no_part_of_the_sphere_is_forgotten() -> None:
    parts = SOURCES / "sphere"
    listed = re.findall(r'"\./([\w-]+\.js)"', (parts / "entry.js").read_text())
    assert sorted([*listed, "entry.js"]) == sorted(part.name for part in parts.iterdir())


def test_parts_of_the_script_speak_to_each_other_by_events_only() -> None:
    for part in [*(SOURCES / "js").iterdir(), *(SOURCES / "sphere").glob("[!e]*.js")]:
        assert not re.search(r"^\s*(import|export)\b|window\.\w+ =", part.read_text(), re.MULTILINE), (
            part.name
        )
