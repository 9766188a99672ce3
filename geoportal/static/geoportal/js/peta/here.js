// "What is here": the regions at a point that was tapped, or the facts of a feature. Texts are set as text, never as HTML.

import { covered } from "./view.js";

const MARGIN = 40;
const DECIMALS = 5; // about a metre

function element(tag, text, ...children) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

function link(address, text) {
  const made = element("a", text);
  made.href = address;
  return made;
}

export class Here {
  constructor(root, map, island, words) {
    Object.assign(this, { root, map, island, words });
    this.box = root.querySelector("[data-here]");
    this.kinds = JSON.parse(root.querySelector("form[data-kinds]").dataset.kinds);
  }

  // `own` is the reader's own position: how exact it is, in metres and in words.
  async ask(place, own = null) {
    if (!own) this.mark(place);
    const where = { lon: place.lng.toFixed(DECIMALS), lat: place.lat.toFixed(DECIMALS) };
    this.show(this.words.here, element("p", this.words.asking));
    try {
      const answer = await fetch(`${this.island.api}locate?${new URLSearchParams(where)}`);
      if (!answer.ok) throw new Error(answer.statusText);
      const { regions } = await answer.json();
      this.lit?.(regions[0]?.code);
      if (own && regions.length) this.goTo(place, own.accuracy);
      const lines = regions.map((region) => this.line(region));
      const found = lines.length ? element("ul", "", ...lines) : element("p", own ? this.words.away : this.words.outside);
      const exact = own ? [element("p", own.exact)] : [];
      this.show(this.words.here, ...this.badge(regions.some((region) => region.sample)), found, ...exact, this.coordinates(where));
    } catch {
      this.show(this.words.here, element("p", this.words.failed));
    }
  }

  goTo(place, accuracy) {
    this.map.setView(place, Math.max(this.map.getZoom(), 12));
    this.mark(place, accuracy);
  }

  badge(sample) {
    if (!sample) return [];
    const badge = element("span", this.words.sample);
    badge.className = "badge badge-sun";
    return [element("p", "", badge)];
  }

  line(region) {
    const kind = element("span", ` ${this.kinds[region.kind] ?? region.kind}`);
    kind.className = "soft";
    return element("li", "", link(region.page_url, region.name), kind);
  }

  coordinates({ lon, lat }) {
    const words = element("p", `${lat}, ${lon}`);
    words.className = "small soft code";
    return words;
  }

  tell(layer, feature, place) {
    this.mark(place);
    const { properties } = feature;
    const facts = element("dl");
    for (const { name, title } of layer.facts) {
      const value = properties[name];
      if (value !== null && value !== undefined && value !== "") facts.append(element("dt", title), element("dd", String(value)));
    }
    const address = properties[layer.link];
    this.show(
      String(properties[layer.label] ?? feature.id),
      ...this.badge(properties.sample === true),
      facts,
      ...(/^https?:/.test(address) ? [element("p", "", link(address, this.words.open))] : []),
    );
  }

  mark(place, accuracy = 0) {
    this.unmark();
    const style = { radius: 7, className: "point-asked", interactive: false, pane: "markerPane" };
    this.point = window.L.circleMarker(place, style).addTo(this.map);
    if (accuracy) this.around = window.L.circle(place, { ...style, radius: accuracy, className: "point-around" }).addTo(this.map);
  }

  unmark() {
    this.point?.remove();
    this.around?.remove();
    this.point = this.around = null;
  }

  show(title, ...content) {
    const close = element("button", this.words.close);
    close.type = "button";
    close.addEventListener("click", () => this.close());
    const head = element("div", "", element("h2", title), close);
    head.className = "here-head";
    const said = element("div", "", ...content);
    said.setAttribute("role", "status");
    this.box.replaceChildren(head, said);
    this.box.hidden = false;
    this.box.scrollIntoView({ block: "nearest" });
    this.uncover();
  }

  // The sheet that tells of a point must not lie over it.
  uncover() {
    if (!this.point) return;
    const { top, bottom } = covered(this.root);
    const padding = { paddingTopLeft: [MARGIN, MARGIN + top], paddingBottomRight: [MARGIN, MARGIN + bottom] };
    this.map.panInside(this.point.getLatLng(), padding);
  }

  close() {
    this.box.hidden = true;
    this.unmark();
    this.lit?.("");
  }
}
