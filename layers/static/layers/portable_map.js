/* What the folium document of a region does beside the code folium writes. Every text from the data is set as text. */
"use strict";

window.PortableMap = (() => {
  let words = {};

  function make(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  // A point of a MultiPoint knows its feature only through the group it stands in.
  function propertiesOf(layer) {
    if (layer.feature) return layer.feature.properties;
    const group = Object.values(layer._eventParents || {}).find((each) => each.feature);
    return group ? group.feature.properties : { n: "", f: [] };
  }

  // Vertices are written as whole steps from a corner.
  function grid(west, south, step) {
    return ([x, y]) => L.latLng(south + y * step, west + x * step);
  }

  function tooltip(layer) {
    return make("span", "", propertiesOf(layer).n);
  }

  function popup(titles) {
    return (layer) => {
      const { n: name, f: facts, u: address } = propertiesOf(layer);
      const card = make("div");
      card.append(make("strong", "", name));
      const list = make("dl");
      titles.forEach((title, place) => {
        list.append(make("dt", "", title), make("dd", facts[place] ? "" : "kosong", facts[place] || words.nothing));
      });
      card.append(list);
      if (address) {
        const link = make("a", "", words.open);
        link.href = address;
        link.setAttribute("aria-label", `${words.open}: ${name}`);
        card.append(link);
      }
      return card;
    };
  }

  // folium changes a shape's line on hover and while its pop-up is open; the class lets the style sheet change its colour.
  function each(_feature, layer) {
    if (!layer.setStyle) return;
    const mark = (on) => {
      const path = layer.getElement && layer.getElement();
      if (path) path.classList.toggle("tersorot", on);
    };
    layer.on("mouseover popupopen", () => { layer.bringToFront(); mark(true); });
    layer.on("mouseout", () => mark(layer.isPopupOpen()));
    layer.on("popupclose", () => mark(false));
  }

  function narrow() {
    return window.matchMedia("(max-width: 51.99rem)").matches;
  }

  function nameControls(map, control) {
    const toggle = control.getContainer().querySelector(".leaflet-control-layers-toggle");
    toggle.textContent = words.layers;
    toggle.title = words.legend;
    control.getContainer().querySelector(".leaflet-control-layers-list").prepend(make("h2", "", words.legend));
    // Where there is room for a column beside the map, the legend stands there and covers nothing.
    if (!narrow()) document.querySelector("[data-lapisan]").append(control.getContainer());
    map.on("popupopen", ({ popup: opened }) => {
      map.eachLayer((layer) => layer instanceof L.Tooltip && !layer.options.permanent && map.removeLayer(layer));
      const button = opened.getElement().querySelector(".leaflet-popup-close-button");
      if (button) button.setAttribute("aria-label", words.close);
    });
  }

  // The keyboard meets the shapes as one stop: arrows lead from one to the next, Enter tells of it, Escape leads back.
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity };

  class Shapes {
    constructor(map, listed) {
      Object.assign(this, { map, listed, current: null });
      map.on("layeradd layerremove overlayadd overlayremove", () => this.name());
      map.getContainer().addEventListener("keydown", (event) => this.key(event));
      this.name();
    }

    // Only what can be pointed at; the parts first.
    all() {
      const found = [];
      this.map.eachLayer((layer) => layer instanceof L.Path && layer.options.interactive && layer.getElement() && found.push(layer));
      const part = (layer) => Number(this.listed !== null && this.listed.hasLayer(layer));
      return found.filter((layer) => propertiesOf(layer).n).sort((one, other) => part(other) - part(one));
    }

    name() {
      const all = this.all();
      if (!all.includes(this.current)) this.current = all[0] || null;
      all.forEach((layer) => {
        const path = layer.getElement();
        path.setAttribute("tabindex", layer === this.current ? "0" : "-1");
        path.setAttribute("role", "button");
        path.setAttribute("aria-label", propertiesOf(layer).n);
      });
    }

    key(event) {
      const here = this.all().find((layer) => layer.getElement() === event.target);
      if (!here) return;
      if (event.key === "Enter" || event.key === " ") this.open(here);
      else if (event.key in STEPS) this.step(here, STEPS[event.key]);
      else return;
      event.preventDefault();
      event.stopPropagation();
    }

    step(here, by) {
      const all = this.all();
      const at = Math.min(Math.max(all.indexOf(here) + by, 0), all.length - 1);
      this.focus(all[at]);
    }

    // Raised before it is focused: a shape that is moved in the document loses the focus.
    focus(layer) {
      this.current = layer;
      layer.bringToFront();
      this.name();
      layer.getElement().focus({ preventScroll: true });
      this.map.panInside(middleOf(layer), { padding: [40, 40] });
    }

    open(layer) {
      lastAsked = () => this.focus(layer);
      layer.fire("click", { latlng: middleOf(layer) }, true);
      focusOnLink(this.map);
    }
  }

  function middleOf(layer) {
    const { p: middle } = propertiesOf(layer);
    const group = Object.values(layer._eventParents || {}).find((each) => each.options && each.options.coordsToLatLng);
    if (middle && group) return group.options.coordsToLatLng(middle);
    return layer.getBounds ? layer.getBounds().getCenter() : layer.getLatLng();
  }

  function focusOnLink(map) {
    const pane = map.getPane("popupPane");
    const link = pane.querySelector(".kartu a[href]:not(.leaflet-popup-close-button)") || pane.querySelector(".leaflet-popup-close-button");
    if (link) link.focus({ preventScroll: true });
  }

  // Escape closes the pop-up wherever the focus is, and leads back to what opened it by the keyboard.
  let lastAsked = null;

  function closeOnEscape(map) {
    map.on("popupclose", () => setTimeout(() => { lastAsked = null; }));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !map.getPane("popupPane").querySelector(".leaflet-popup")) return;
      const back = lastAsked;
      map.closePopup();
      if (back) back();
    });
  }

  // The list beside the map opens the same pop-ups.
  function joinList(map, listed) {
    const shapes = new Map();
    listed.eachLayer((layer) => shapes.set(String(layer.feature.id), layer));
    document.querySelectorAll("[data-wilayah]").forEach((row) => {
      const shape = shapes.get(row.dataset.wilayah);
      const button = row.querySelector("button");
      if (!shape || !button) return;
      button.hidden = false;
      button.addEventListener("click", () => {
        show(map, listed, shape);
        lastAsked = () => button.focus();
      });
      for (const [event, name] of [["pointerenter", "mouseover"], ["pointerleave", "mouseout"]]) {
        row.addEventListener(event, () => map.hasLayer(listed) && shape.fire(name));
      }
    });
  }

  // A part is labelled while the widest circle inside it has room for its name.
  function labelParts(map, listed) {
    const labels = [];
    listed.eachLayer(({ feature: { properties: { n: name, p: middle } } }) => {
      if (!middle) return;
      const [x, y, radius] = middle;
      const [at, edge] = [[x, y], [x + radius, y]].map(listed.options.coordsToLatLng);
      const label = L.tooltip({ permanent: true, direction: "center", className: "label", opacity: 1 });
      labels.push({ label: label.setLatLng(at).setContent(make("span", "", inLines(name))), at, edge, name });
    });
    const refresh = () => labels.forEach(({ label, at, edge, name }) => {
      const room = map.latLngToLayerPoint(at).distanceTo(map.latLngToLayerPoint(edge));
      const lines = inLines(name).split("\n");
      const needed = Math.hypot(Math.max(...lines.map((line) => line.length)) * 3.8, lines.length * 9);
      if (map.hasLayer(listed) && needed < room * 1.3) map.addLayer(label);
      else map.removeLayer(label);
    });
    map.on("zoomend overlayadd overlayremove", refresh);
    refresh();
  }

  function inLines(name) {
    const words = name.split(" ");
    const first = Math.ceil(words.length / 2);
    return words.length > 1 && name.length > 8 ? `${words.slice(0, first).join(" ")}\n${words.slice(first).join(" ")}` : name;
  }

  function show(map, listed, shape) {
    map.addLayer(listed);
    map.closePopup();
    map.getContainer().scrollIntoView({ block: "nearest" });
    shape.fire("click", { latlng: middleOf(shape) }, true);
    focusOnLink(map);
  }

  function ready(map, control, listed, shownWords) {
    words = shownWords;
    nameControls(map, control);
    if (listed) {
      joinList(map, listed);
      labelParts(map, listed);
    }
    closeOnEscape(map);
    new Shapes(map, listed || null);
    map.setMinZoom(map.getZoom() - 1);
    map.setMaxZoom(16);
    window.addEventListener("beforeprint", () => map.invalidateSize());
    document.documentElement.dataset.peta = "siap";
  }

  return { grid, tooltip, popup, each, narrow, ready };
})();
