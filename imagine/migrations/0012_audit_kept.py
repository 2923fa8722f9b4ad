from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from imagine import audit_guard


def name_who(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Lines from before the name was written beside the reference to its member."""
    members = apps.get_model("imagine", "Member").objects.filter(pk=models.OuterRef("member_id"))
    lines = apps.get_model("imagine", "Event").objects.filter(member_id__isnull=False, who="")
    lines.filter(models.Exists(members)).update(who=models.Subquery(members.values("username")[:1]))


def put_on(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    audit_guard.put_on(schema_editor.connection)


def take_off(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    audit_guard.take_off(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("imagine", "0011_people"),
    ]

    operations = [
        migrations.RunPython(name_who, migrations.RunPython.noop),
        migrations.RunPython(put_on, take_off),
    ]
