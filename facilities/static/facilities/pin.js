// A position from a map or from the device, written into the form's own field; without scripts it is typed there.
// <div data-pin="#id_position" data-leaflet="..." data-api="/api/" hidden>

const START = { lon: 117.3, lat: 0.9, zoom: 9 };
const CLOSE = 15;
const DECIMALS = 6;

function load(box) {
  if (window.L) return Promise.resolve();
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = box.dataset.leafletCss;
  const script = document.createElement("script");
  script.src = box.dataset.leaflet;
  document.head.append(style, script);
  return new Promise((resolve, reject) => {
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
  });
}

class Pin {
  constructor(box) {
    Object.assign(this, { box, field: document.querySelector(box.dataset.pin) });
    this.canvas = box.querySelector("[data-canvas]");
    this.told = box.querySelector("[data-told]");
    box.hidden = false;
    box.querySelector("[data-open]").addEventListener("click", () => this.open());
    box.addEventListener("position-found", (event) => {
      event.preventDefault();
      this.write(event.detail.lat, event.detail.lon);
      if (this.map) this.map.setView([event.detail.lat, event.detail.lon], CLOSE);
    });
  }

  write(lat, lon) {
    this.field.value = `${Number(lat).toFixed(DECIMALS)}, ${Number(lon).toFixed(DECIMALS)}`;
    this.told.textContent = this.field.value;
  }

  typed() {
    const found = this.field.value.match(/^\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*$/);
    return found ? { lat: Number(found[1]), lon: Number(found[2]) } : null;
  }

  async open() {
    await load(this.box);
    if (this.map) return;
    const { lon, lat } = this.box.dataset;
    const typed = this.typed();
    const start = typed ?? (lon ? { lon: Number(lon), lat: Number(lat) } : START);
    this.canvas.hidden = false;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map = window.L.map(this.canvas, { attributionControl: false, zoomAnimation: !still, fadeAnimation: !still, inertia: !still });
    this.map.setView([start.lat, start.lon], typed ? CLOSE : lon ? 13 : START.zoom);
    this.canvas.setAttribute("role", "region");
    this.canvas.setAttribute("aria-label", this.box.dataset.words);
    window.L.control.scale({ imperial: false }).addTo(this.map);
    this.map.on("move", () => {
      const { lat: y, lng: x } = this.map.getCenter();
      this.write(y, x);
    });
    this.map.on("moveend", () => this.draw());
    this.map.on("click", ({ latlng }) => this.map.panTo(latlng));
    await this.draw();
  }

  // The desa around, and what is recorded there already, so that nothing is recorded twice.
  async draw() {
    const box = this.map.getBounds().pad(0.3);
    if (this.drawn?.box.contains(this.map.getBounds())) return;
    const asked = (layer, query) =>
      fetch(`${this.box.dataset.api}collections/${layer}/items?bbox=${box.toBBoxString()}&limit=300&${query}`, {
        headers: { Accept: "application/geo+json" },
      }).then((answer) => (answer.ok ? answer.json() : { features: [] }));
    const [desa, places] = await Promise.all([asked("desa", "geometry=120"), asked("fasilitas", "")]);
    this.drawn?.layers.forEach((layer) => layer.remove());
    this.drawn = { box, layers: [this.borders(desa), this.places(places)] };
  }

  borders(desa) {
    const made = window.L.geoJSON(desa, {
      interactive: false,
      style: { className: "pin-desa", weight: 1 },
      onEachFeature: (feature, shape) => {
        const words = document.createElement("span");
        words.textContent = feature.properties.name;
        shape.bindTooltip(words, { permanent: true, direction: "center", className: "pin-name" });
      },
    });
    return made.addTo(this.map);
  }

  places(found) {
    const made = window.L.geoJSON(found, {
      pointToLayer: (feature, at) => {
        const words = document.createElement("span");
        words.textContent = feature.properties.name;
        return window.L.circleMarker(at, { className: "pin-there", radius: 5, weight: 1 }).bindTooltip(words);
      },
    });
    return made.addTo(this.map);
  }
}

document.querySelectorAll("[data-pin]").forEach((box) => new Pin(box));
