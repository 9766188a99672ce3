"""Shapes -> an SVG map: plain Python, no Django, the same bytes for the same shapes.

frame     which part of the world is drawn, and how degrees become tenths of a pixel
paths     rings and lines as relative path data; each shared border once
marks     the shapes of points that carry a letter
hatch     the pattern of what is not known
labels    names, where and as large as they fit
drawing   strata of shapes, back to front, as one <svg>

Colours and line widths belong to the style sheet (static/geoportal/map.css); only layers with a style of their own carry it.
"""

from .drawing import Paint, Shape, Stratum, draw, sample
from .frame import Frame

__all__ = ["Frame", "Paint", "Shape", "Stratum", "draw", "sample"]
