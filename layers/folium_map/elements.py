"""folium's own classes, without foreign files, with data set as text.

folium sets tooltip and pop-up values as HTML; here `portable_map.js` sets them as text.
"""

from collections.abc import Sequence
from typing import Any

import folium
from branca.element import MacroElement
from folium.template import Template
from folium.utilities import JsCode

# The data are most of a document: without blanks they are a tenth smaller.
folium.GeoJson._template.environment.policies["json.dumps_kwargs"] = {"separators": (",", ":"), "sort_keys": True}


class OfflineMap(folium.Map):
    """folium's map without jQuery, Bootstrap and every other file from foreign hosts; its size is the page's business."""

    default_js: list[tuple[str, str]] = []
    default_css: list[tuple[str, str]] = []
    _template = Template(
        """
        {% macro html(this, kwargs) %}
            <div class="folium-map" id="{{ this.get_name() }}" role="region" aria-label="{{ this.label|e }}"
                 aria-describedby="cara-papan-ketik"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {{ this.options|tojavascript }});
        {% endmacro %}
        """
    )

    def __init__(self, *, label: str, **options: Any) -> None:
        super().__init__(tiles=None, **options)
        self.label = label
        # Without a first view there is nothing to move from: the map opens where fitBounds looks.
        self.options.pop("zoom", None)


class TextTooltip(folium.GeoJsonTooltip):
    """The feature's name, set as text."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            {{ this._parent.get_name() }}.bindTooltip(PortableMap.tooltip, {{ this.tooltip_options|tojavascript }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__(fields=[], sticky=True, class_name="nama")

    render = MacroElement.render  # without the style element GeoJsonTooltip writes for its table


class LinkPopup(folium.GeoJsonPopup):
    """The feature's name, its facts under their titles, and the link to its page, all set as text."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            {{ this._parent.get_name() }}.bindPopup(
                PortableMap.popup({{ this.titles|tojson }}), {{ this.popup_options|tojavascript }}
            );
        {% endmacro %}
        """
    )

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__(fields=[], class_name="kartu", max_width=280, min_width=200)
        self.popup_options |= {"auto_pan_padding_top_left": [12, 64], "auto_pan_padding_bottom_right": [12, 12]}
        self.titles = list(titles)

    render = MacroElement.render


class LegendControl(folium.LayerControl):
    """The switch of layers, which is the legend too; on a narrow screen it opens on demand."""

    options: dict[str, Any]

    def __init__(self) -> None:
        super().__init__(position="topright")
        self.options["collapsed"] = JsCode("PortableMap.narrow()")


class Ready(MacroElement):
    """Hands the finished map to `portable_map.js`, with the words it shows."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            PortableMap.ready(
                {{ this._parent.get_name() }}, {{ this.control.get_name() }},
                {{ this.listed|tojavascript }}, {{ this.words|tojson }}
            );
        {% endmacro %}
        """
    )

    def __init__(self, control: folium.LayerControl, listed: folium.GeoJson | None, words: dict[str, str]) -> None:
        super().__init__()
        self.control, self.listed, self.words = control, listed, words
