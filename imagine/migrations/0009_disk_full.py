"""Pictures wait when the disk is full, and large ones kept before there were previews are due for one."""

from typing import Any

from django.db import migrations, models
from django.utils import timezone

PREVIEW_WIDTH = 2048


def ask_for_previews(apps: Any, schema_editor: Any) -> None:
    """The worker makes what is missing from the picture that is there; nothing is fetched."""
    rows = apps.get_model("imagine", "Imagine").objects.filter(picture_width__gt=PREVIEW_WIDTH, preview="")
    rows.update(archive_due_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("imagine", "0008_finding"),
    ]

    operations = [
        migrations.AddField(
            model_name="service",
            name="disk_full_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(ask_for_previews, migrations.RunPython.noop, elidable=True),
    ]
