"""The border keeps to itself: no Django in it, and nobody else speaks HTTP to Blockade."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_room_works_without_django() -> None:
    program = (
        "import sys, imagine.blockade.client, imagine.blockade.redaction\n"
        "print([name for name in sys.modules if name.split('.')[0] == 'django'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
