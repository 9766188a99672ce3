from django.db import migrations

from layers.shape_text import AddShapeText


class Migration(migrations.Migration):
    dependencies = [("thematic", "0002_layer_looked_up_once")]
    operations = [AddShapeText("thematic_featureversion")]
