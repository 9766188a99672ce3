from django.db import migrations

from layers.shape_text import AddShapeText


class Migration(migrations.Migration):
    dependencies = [("boundaries", "0004_register_events")]
    operations = [AddShapeText("boundaries_boundary")]
