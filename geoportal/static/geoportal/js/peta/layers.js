// The layers on the map: loaded from the API at the detail the zoom needs, shown as their checkboxes say.

import { Disputes } from "./disputes.js";

const METRES_PER_PIXEL_AT_0 = 156543.03;
const WHOLE_FROM_M = 350; // at this detail and coarser a layer is small enough to load at once
const MOST_PAGES = 5;
const LETTER_WIDTH = 8;
const NAME_HEIGHT = 24;
const FINENESS = ["desa", "kecamatan", "kabupaten", "provinsi"];

const MARK_PX = 28;
const SVG = "http://www.w3.org/2000/svg";

function drawing({ d, letter, foot, fill }) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-125 -125 250 250");
  const path = svg.appendChild(document.createElementNS(SVG, "path"));
  path.setAttribute("d", d);
  path.setAttribute("fill", fill);
  const text = svg.appendChild(document.createElementNS(SVG, "text"));
  text.setAttribute("dy", foot);
  text.textContent = letter;
  return svg;
}

export class Layers {
  constructor(root, map, island, words, here) {
    Object.assign(this, { root, map, island, words, here, onChange: () => {}, region: island.region });
    this.form = root.querySelector("[data-layers]");
    this.progress = root.querySelector("[data-progress]");
    this.fault = root.querySelector("[data-fault]");
    this.sources = island.layers.map((layer) => (layer.tiles ? new Tiled(layer, this) : new Source(layer, this)));
    this.disputes = new Disputes(root, map, island.disputed, words);
    this.chosenByReader = new URL(window.location).searchParams.has("lapisan");
    this.form.addEventListener("change", (event) => {
      if (event.target.name !== "lapisan") return;
      this.chosenByReader = true;
      this.refresh();
      this.onChange();
    });
    // Until all that was asked for is here, the server's drawing stays and its links lead on.
    root.classList.add("undrawn");
    this.refresh();
    window.addEventListener("online", () => this.failed.length && this.refresh());
    map.on("zoomend", () => this.sources.forEach((source) => source.fitNames()));
  }

  chosen() {
    return [...this.form.elements.lapisan].filter((box) => box.checked).map((box) => box.value);
  }

  choose(keys) {
    for (const box of this.form.elements.lapisan) box.checked = keys.includes(box.value);
  }

  get metresPerPixel() {
    const { lat } = this.map.getCenter();
    return (METRES_PER_PIXEL_AT_0 * Math.cos((lat * Math.PI) / 180)) / 2 ** this.map.getZoom();
  }

  get undrawn() {
    return this.root.classList.contains("undrawn");
  }

  get failed() {
    return [...this.sources, this.disputes].filter((source) => source.failed);
  }

  async refresh() {
    const keys = this.chosen();
    const themed = this.island.theme?.layer;
    this.finest = keys.includes(themed) ? themed : FINENESS.find((key) => keys.includes(key));
    this.tellOf(keys);
    const loads = this.sources.map((source) => source.refresh(keys.includes(source.layer.key)));
    await Promise.all([...loads, this.disputes.refresh(() => this.chosen())]);
    this.tellFailures();
    if (this.undrawn && !this.disputes.failed && this.sources.every((source) => (source.drawn && !source.failed) || !this.chosen().includes(source.layer.key))) this.takeOver();
  }

  // What stands on the page for the layers that are shown: that they are samples, and their sources on paper.
  tellOf(keys) {
    const shown = this.island.layers.filter((layer) => keys.includes(layer.key));
    this.root.querySelector("[data-sample]").hidden = !shown.some((layer) => layer.sample);
    this.root.querySelectorAll("[data-paper]").forEach((line) => (line.hidden = !keys.includes(line.dataset.paper)));
  }

  takeOver() {
    this.root.classList.remove("undrawn");
    this.root.querySelector("svg.map")?.remove();
  }

  tellFailures() {
    const { failed, words } = this;
    const titles = failed.map((source) => source.layer.title).join(", ");
    if (titles === this.fault.dataset.of) return;
    this.fault.dataset.of = titles;
    this.fault.replaceChildren();
    if (!failed.length) return;
    const said = document.createElement("p");
    said.textContent = `${words.unloaded} ${titles}. ${this.undrawn ? words.kept : ""}`;
    const again = document.createElement("button");
    Object.assign(again, { type: "button", className: "button button-quiet", textContent: words.again });
    again.addEventListener("click", () => this.refresh());
    this.fault.append(said, again);
  }

  say(text) {
    this.progress.textContent = text;
  }

  light(code) {
    this.sources.forEach((source) => source.light(code));
  }

  // Tell of the uppermost feature at a place that is drawn from tiles, if there is one.
  tell(place) {
    for (const source of [...this.sources].reverse()) {
      const feature = source.drawn?.featureAt?.(place);
      if (feature) return source.tell(feature, place);
    }
    return false;
  }
}

// A layer too big to load whole: drawn from its tiles by a script that only such layers load.
class Tiled {
  constructor(layer, layers) {
    Object.assign(this, { layer, layers, drawn: null, failed: false });
  }

  async refresh(on) {
    this.wanted = on;
    if (!on) return this.hide();
    if (this.drawn && !this.failed) return undefined;
    this.layers.say(`${this.layers.words.loading} ${this.layer.title} …`);
    try {
      const { Tiles } = await import("./tiles.js");
      if (!this.wanted) return undefined;
      if (this.drawn) this.drawn.again();
      else this.drawn = new Tiles(this.layer, this.layers.map);
      this.failed = false;
      this.drawn.onFailure = () => this.fail();
      await this.drawn.ready();
      this.count();
    } catch {
      this.fail();
    }
    this.layers.say("");
    return undefined;
  }

  fail() {
    if (!this.wanted) return;
    this.failed = true;
    this.layers.tellFailures();
  }

  // What the tile holds at once, then all that is known of it, as of any other layer's features.
  tell(feature, place) {
    const { api, asOf } = this.layers.island;
    const query = new URLSearchParams({ geometry: "none", ...(asOf && { as_of: asOf }) });
    const address = `${api}collections/${this.layer.key}/items/${encodeURIComponent(feature.id)}?${query}`;
    const here = this.layers.here;
    here.tell(this.layer, feature, place);
    const asked = here.point;
    fetch(address, { headers: { Accept: "application/geo+json" } })
      .then((answer) => (answer.ok ? answer.json() : null))
      .then((whole) => whole && here.point === asked && here.tell(this.layer, whole, place))
      .catch(() => {}); // without a network what the tile holds stays
    return true;
  }

  count() {
    const place = this.layers.form.querySelector(`[data-count="${CSS.escape(this.layer.key)}"]`);
    if (place) place.textContent = `(${this.layer.count})`;
  }

  hide() {
    this.failed = false;
    this.drawn?.remove();
    this.drawn = null;
  }

  light() {}

  fitNames() {}
}

class Source {
  constructor(layer, layers) {
    Object.assign(this, { layer, layers, byId: new Map(), failed: false });
    if (layer.border) {
      const pane = layers.map.createPane(`batas-${layer.key}`);
      pane.style.zIndex = 400 + FINENESS.indexOf(layer.key);
    }
  }

  async refresh(on) {
    if (!on) {
      this.failed = false;
      return this.hide();
    }
    this.dress();
    const wanted = this.wanted();
    if (this.holds(wanted)) return undefined;
    this.loading?.abort();
    this.loading = new AbortController();
    this.layers.say(`${this.layers.words.loading} ${this.layer.title} …`);
    try {
      const { features, matched } = await this.load(wanted, this.loading.signal);
      this.loaded = wanted;
      this.failed = false;
      this.show(features);
      this.count(matched ?? features.length, wanted);
      this.layers.say(matched > features.length ? `${this.layers.words.partly} ${this.layer.title}` : "");
    } catch (error) {
      if (error.name === "AbortError") return undefined;
      this.failed = true;
      this.layers.say("");
    }
    return undefined;
  }

  wanted() {
    const { details } = this.layer;
    const fitting = details.filter((metres) => metres <= this.layers.metresPerPixel);
    const detail = details.length ? Math.max(Math.min(...details), ...fitting) : null;
    const whole = detail === null || detail >= WHOLE_FROM_M;
    return { detail, box: whole ? null : this.layers.map.getBounds().pad(0.4) };
  }

  holds({ detail, box }) {
    if (!this.loaded || this.loaded.detail !== detail || !this.drawn) return false;
    return box === null || this.loaded.box === null || this.loaded.box.contains(this.layers.map.getBounds());
  }

  async load({ detail, box }, signal) {
    const { api, asOf } = this.layers.island;
    const query = new URLSearchParams({ limit: 1000 });
    if (detail !== null) query.set("geometry", detail);
    if (box) query.set("bbox", box.toBBoxString());
    if (asOf) query.set("as_of", asOf);
    let next = `${api}collections/${this.layer.key}/items?${query}`;
    const features = [];
    let matched = null;
    for (let page = 0; next && page < MOST_PAGES; page += 1) {
      const answer = await fetch(next, { signal, headers: { Accept: "application/geo+json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      const document = await answer.json();
      features.push(...document.features);
      matched = document.numberMatched ?? matched;
      next = document.links?.find((link) => link.rel === "next")?.href;
    }
    return { features, matched };
  }

  show(features) {
    this.hide();
    this.byId.clear();
    this.drawn = window.L.geoJSON(features, {
      ...(this.layer.border && { pane: `batas-${this.layer.key}` }),
      style: () => (this.layer.border ? { className: `border border-${this.layer.key}`, } : this.layer.style),
      pointToLayer: (feature, place) => this.point(feature, place),
      onEachFeature: (feature, shape) => this.attach(feature, shape),
    });
    this.drawn.addTo(this.layers.map);
    this.dress();
    this.fitNames();
  }

  // How the theme fills a region; the pattern of what is not known stands in the page.
  themed(code, element) {
    const { theme } = this.layers.island;
    const fill = theme?.layer === this.layer.key ? theme.fills[theme.of[code]] : null;
    element.classList.toggle("border-themed", Boolean(fill));
    if (fill) element.style.setProperty("--fill", fill);
  }

  // A point of a category is its mark with its letter; any other a plain circle.
  point(feature, place) {
    const mark = this.layer.marks[feature.properties[this.layer.category]];
    if (!mark) return window.L.circleMarker(place, { ...this.layer.style, fillOpacity: 0.9 });
    const icon = window.L.divIcon({ className: "tanda", iconSize: [MARK_PX, MARK_PX], html: drawing(mark) });
    return window.L.marker(place, { icon, keyboard: false });
  }

  attach(feature, shape) {
    this.byId.set(String(feature.id), shape);
    const name = String(feature.properties[this.layer.label] ?? feature.id);
    if (this.layer.border) {
      const words = document.createElement("span");
      words.textContent = name;
      shape.bindTooltip(words, { permanent: true, direction: "center", className: "name", offset: [0, 0] });
    } else {
      shape.on("click", (event) => {
        window.L.DomEvent.stop(event);
        this.layers.here.tell(this.layer, feature, event.latlng);
      });
    }
  }

  // Only the finest border is filled and tells names; the others lie above it as lines.
  dress() {
    if (!this.drawn || !this.layer.border) return;
    const finest = this.layers.finest === this.layer.key;
    const { region } = this.layers;
    this.byId.forEach((shape, code) => {
      const element = shape.getElement();
      if (element) this.themed(code, element);
      const classes = element?.classList;
      classes?.toggle("border-finest", finest);
      classes?.toggle("beside", Boolean(region) && code !== region && !code.startsWith(`${region}.`));
    });
    this.fitNames();
  }

  // A name is shown where its shape is large enough on the screen and no larger shape's name stands there.
  fitNames() {
    if (!this.drawn || !this.layer.border) return;
    const finest = this.layers.finest === this.layer.key;
    const taken = [];
    const named = [...this.byId.values()].map((shape) => ({ shape, ...this.room(shape) }));
    named.sort((one, other) => other.size.x * other.size.y - one.size.x * one.size.y);
    for (const { shape, size, words, half } of named) {
      if (!words) continue;
      const at = this.layers.map.latLngToLayerPoint(shape.getCenter());
      const free = taken.every((other) => Math.abs(other.at.x - at.x) > other.half + half || Math.abs(other.at.y - at.y) > NAME_HEIGHT);
      words.hidden = !(finest && free && size.x > 2 * half && size.y > NAME_HEIGHT);
      if (!words.hidden) taken.push({ at, half });
    }
  }

  room(shape) {
    const { map } = this.layers;
    const bounds = shape.getBounds();
    const size = map.latLngToLayerPoint(bounds.getSouthEast()).subtract(map.latLngToLayerPoint(bounds.getNorthWest()));
    const words = shape.getTooltip()?.getElement();
    return { size, words, half: ((words?.textContent.length ?? 0) * LETTER_WIDTH) / 2 };
  }

  light(code) {
    if (this.layer.border) this.byId.forEach((shape, id) => shape.getElement()?.classList.toggle("lit", id === code));
  }

  count(number, { box }) {
    const place = this.layers.form.querySelector(`[data-count="${CSS.escape(this.layer.key)}"]`);
    if (place && box === null) place.textContent = `(${number})`;
  }

  hide() {
    this.loading?.abort();
    this.drawn?.remove();
    this.drawn = null;
  }
}
