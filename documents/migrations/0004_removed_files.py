"""The file of what was withdrawn is removed after a while; that there was one stays."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_tokens_and_withdrawn_versions")]

    operations = [
        migrations.AddField("documentversion", "removed_on", models.DateField(blank=True, null=True)),
        migrations.AlterField("documentversion", "file", models.FileField(blank=True, upload_to="dokumen/%Y/%m/")),
        migrations.AddConstraint(
            "documentversion",
            models.CheckConstraint(
                condition=(Q(removed_on__isnull=True) & ~Q(file="")) | Q(removed_on__isnull=False, file="", text="", preview__isnull=True),
                name="document_version_file_or_removed",
            ),
        ),
    ]
