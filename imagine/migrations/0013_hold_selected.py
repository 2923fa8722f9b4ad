import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("imagine", "0012_audit_kept"),
    ]

    operations = [
        migrations.AlterField(
            model_name="hold",
            name="scope",
            field=models.CharField(
                choices=[
                    ("all", "Everything"),
                    ("generator", "One generator"),
                    ("member", "One member"),
                    ("selected", "These imagines"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="imagine",
            name="hold",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="imagines",
                to="imagine.hold",
            ),
        ),
        migrations.AddIndex(
            model_name="imagine",
            index=models.Index(
                condition=models.Q(("hold__isnull", False)), fields=["hold"], name="imagine_on_hold"
            ),
        ),
    ]
