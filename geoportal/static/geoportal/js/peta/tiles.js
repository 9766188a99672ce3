// A big layer drawn from its vector tiles, each on a canvas. Loaded only when such a layer is shown.

import { AREA, LINE, POINT, read } from "./mvt.js";

const PIXELS = 512; // of a tile: the zoom of its address is one less than the map's
const SHALLOWEST = 5;
const DEEPEST = 16;
const ABOVE_BORDERS = 405;
const NEAR_PX = 8; // a finger is not exact
const MARK_UNITS = 250; // across a mark as the declaration draws it
const MARK_PX = 16; // what lies this near to the edge of a tile is in its neighbour, too
const PANE = "ubin";

export class Tiles {
  constructor(layer, map) {
    Object.assign(this, { layer, map, onFailure: () => {}, marks: new Map() });
    for (const [value, mark] of Object.entries(layer.marks)) this.marks.set(value, { ...mark, path: new Path2D(mark.d) });
    if (!map.getPane(PANE)) {
      const pane = map.createPane(PANE);
      pane.style.zIndex = ABOVE_BORDERS;
      pane.style.pointerEvents = "none"; // a tap is the map's
      pane.setAttribute("aria-hidden", "true");
    }
    this.grid = this.gridOf(layer).addTo(map);
  }

  gridOf({ box }) {
    const [west, south, east, north] = box;
    const grid = window.L.gridLayer({
      pane: PANE,
      tileSize: PIXELS,
      minNativeZoom: SHALLOWEST + 1,
      maxNativeZoom: DEEPEST + 1,
      keepBuffer: 1,
      bounds: [
        [south, west],
        [north, east],
      ],
    });
    grid.createTile = (place, done) => this.tile(place, done);
    grid.on("tileunload", ({ tile }) => tile.asking.abort());
    return grid;
  }

  // Settles when all that is in view is drawn; fails where a tile of it did.
  ready() {
    return new Promise((resolve, reject) => {
      const settle = () => (this.failed ? reject(new Error("a tile failed")) : resolve());
      if (this.grid.isLoading()) this.grid.once("load", settle);
      else settle();
    });
  }

  again() {
    this.failed = false;
    this.grid.redraw();
  }

  remove() {
    this.grid.remove();
  }

  tile(place, done) {
    const canvas = document.createElement("canvas");
    const ratio = window.devicePixelRatio || 1;
    canvas.width = canvas.height = PIXELS * ratio;
    canvas.asking = new AbortController();
    this.load(place, canvas.asking.signal)
      .then((held) => {
        canvas.held = held;
        if (held) this.draw(canvas.getContext("2d"), held, ratio);
        done(null, canvas);
      })
      .catch((error) => {
        if (error.name === "AbortError") return;
        this.failed = true;
        done(error, canvas);
        this.onFailure();
      });
    return canvas;
  }

  async load({ x, y, z }, signal) {
    const address = this.layer.tiles.replace("{z}", z - 1).replace("{x}", x).replace("{y}", y);
    const answer = await fetch(address, { signal });
    if (!answer.ok) throw new Error(answer.statusText);
    if (answer.status === 204) return null;
    const found = read(await answer.arrayBuffer());
    const shapes = found[this.layer.key];
    return shapes && { ...shapes, borders: found[`${this.layer.key}_batas`]?.features ?? [] };
  }

  draw(context, { extent, features, borders }, ratio) {
    const { style } = this.layer;
    const scale = PIXELS / extent;
    context.scale(ratio, ratio);
    Object.assign(context, { lineWidth: style.weight, strokeStyle: style.color, fillStyle: style.fillColor, lineJoin: "round", lineCap: "round" });
    const dashes = (style.dashArray ?? "").split(/[ ,]+/).map(Number).filter(Boolean);
    for (const feature of features) {
      if (feature.type === POINT) this.drawPoint(context, feature, scale);
      else if (feature.type === AREA) {
        context.globalAlpha = style.fillOpacity;
        context.fill(pathOf(feature.parts, scale, true), "evenodd");
      }
    }
    context.globalAlpha = 1;
    context.setLineDash(dashes);
    // The edge of a tile is no border: areas have their borders beside them.
    for (const feature of [...features.filter(({ type }) => type === LINE), ...borders]) context.stroke(pathOf(feature.parts, scale, false));
  }

  drawPoint(context, { parts, properties }, scale) {
    const mark = this.marks.get(properties.category);
    for (const [x, y] of parts) {
      if (mark) drawMark(context, mark, x * scale, y * scale);
      else {
        context.beginPath();
        context.arc(x * scale, y * scale, this.layer.style.radius, 0, 2 * Math.PI);
        context.globalAlpha = 0.9;
        context.fill();
        context.globalAlpha = 1;
        context.stroke();
      }
    }
  }

  // The feature drawn last of those at a place: one with an id and the properties its tile carries; null where none is.
  featureAt(place) {
    const zoom = this.grid._tileZoom; // eslint-disable-line -- Leaflet tells it nowhere else
    if (zoom === undefined) return null;
    const pixel = this.map.project(place, zoom);
    const at = pixel.divideBy(PIXELS).floor();
    const tile = this.grid._tiles[`${at.x}:${at.y}:${zoom}`]?.el;
    if (!tile?.held) return null;
    const { extent, features } = tile.held;
    const unit = extent / PIXELS;
    const [x, y] = [(pixel.x - at.x * PIXELS) * unit, (pixel.y - at.y * PIXELS) * unit];
    const reach = (NEAR_PX * unit) / this.map.getZoomScale(this.map.getZoom(), zoom);
    const found = features.findLast((feature) => isAt(feature, x, y, reach));
    return found ? { id: found.properties.id, properties: { ...found.properties, [this.layer.label]: found.properties.label } } : null;
  }
}

function pathOf(parts, scale, closed) {
  const path = new Path2D();
  for (const part of parts) {
    path.moveTo(part[0] * scale, part[1] * scale);
    for (let at = 2; at < part.length; at += 2) path.lineTo(part[at] * scale, part[at + 1] * scale);
    if (closed) path.closePath();
  }
  return path;
}

function drawMark(context, { path, letter, foot, fill }, x, y) {
  const size = MARK_PX / MARK_UNITS;
  context.save();
  context.translate(x, y);
  context.scale(size, size);
  Object.assign(context, { fillStyle: fill, strokeStyle: "#fff", lineWidth: 16 });
  context.fill(path);
  context.stroke(path);
  Object.assign(context, { fillStyle: "#fff", font: "bold 130px sans-serif", textAlign: "center" });
  context.fillText(letter, 0, Number(foot));
  context.restore();
}

function isAt({ type, parts }, x, y, reach) {
  if (type === POINT) return parts.some(([left, top]) => Math.hypot(left - x, top - y) <= reach);
  if (type === LINE) return parts.some((part) => segments(part).some((ends) => distance(x, y, ends) <= reach));
  return parts.flatMap(segmentsOfRing).filter((ends) => crosses(x, y, ends)).length % 2 === 1;
}

function segments(part) {
  const found = [];
  for (let at = 2; at < part.length; at += 2) found.push([part[at - 2], part[at - 1], part[at], part[at + 1]]);
  return found;
}

const segmentsOfRing = (ring) => segments([...ring, ring[0], ring[1]]);

function distance(x, y, [ax, ay, bx, by]) {
  const [along, down] = [bx - ax, by - ay];
  const length = along * along + down * down;
  const part = length ? Math.max(0, Math.min(1, ((x - ax) * along + (y - ay) * down) / length)) : 0;
  return Math.hypot(ax + part * along - x, ay + part * down - y);
}

// Whether a ray from the point to the east meets the segment.
function crosses(x, y, [ax, ay, bx, by]) {
  return ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax;
}
