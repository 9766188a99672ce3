// /peta/: takes the drawn map over. The address keeps the whole state: ?wilayah= &lapisan=a,b &di=lon,lat &zoom=

import { Here } from "./here.js";
import { Layers } from "./layers.js";
import { Regions } from "./regions.js";
import { Address, look } from "./view.js";

const MOVES = { north: [0, -1], south: [0, 1], west: [-1, 0], east: [1, 0] };

function makeMap(root, island, words) {
  const canvas = document.createElement("div");
  canvas.className = "canvas";
  root.querySelector("[data-canvas]").append(canvas);
  canvas.setAttribute("role", "region");
  canvas.setAttribute("aria-label", words.map);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = window.L.map(canvas, {
    zoomControl: false,
    attributionControl: false,
    keyboard: false, // no single-key shortcuts: the buttons beside the map do the same
    zoomSnap: 0.25,
    minZoom: 5,
    maxZoom: 17,
    zoomAnimation: !still,
    fadeAnimation: !still,
    inertia: !still,
  });
  look(map, root, island);
  canvas.removeAttribute("tabindex");
  map.getPane("tooltipPane").setAttribute("aria-hidden", "true");
  window.L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  window.L.polygon(island.land, { className: "ground", interactive: false }).addTo(map);
  return map;
}

// Where the map does not fill the view, a swipe and the wheel belong to the page.
function keepScrolling(map) {
  const fills = matchMedia("(min-height: 30rem)");
  const apply = () => {
    for (const handler of [map.dragging, map.scrollWheelZoom]) fills.matches ? handler.enable() : handler.disable();
    map.invalidateSize();
  };
  fills.addEventListener("change", apply);
  apply();
}

function attachPad(root, map) {
  root.querySelectorAll("[data-move]").forEach((button) =>
    button.addEventListener("click", (event) => {
      if (root.classList.contains("undrawn")) return; // the server draws the next view
      event.preventDefault();
      const move = button.dataset.move;
      if (move === "closer") map.zoomIn(1);
      else if (move === "farther") map.zoomOut(1);
      else map.panBy(map.getSize().divideBy(2).scaleBy(window.L.point(...MOVES[move])));
    }),
  );
}

function attachSheet(root) {
  const handle = root.querySelector("[data-handle]");
  handle.hidden = false;
  const open = (on) => handle.setAttribute("aria-expanded", String(on));
  handle.addEventListener("click", () => open(handle.getAttribute("aria-expanded") !== "true"));
  return { close: () => open(false) };
}

function attachBasemap(root, map, basemap) {
  const label = root.querySelector("[data-basemap]");
  if (!label || !basemap.url) return;
  label.hidden = false;
  let tiles;
  label.querySelector("input").addEventListener("change", ({ target }) => {
    tiles ??= window.L.tileLayer(basemap.url, { attribution: basemap.attribution });
    target.checked ? tiles.addTo(map) : tiles.remove();
    if (!map.attributionControl) map.attributionControl = window.L.control.attribution({ prefix: false }).addTo(map);
    root.classList.toggle("with-basemap", target.checked);
  });
}

// Paper has another width than the screen: the map takes it before it is printed, and keeps what it showed.
function attachPaper(root, map) {
  let before;
  const resize = (printing) => {
    root.classList.toggle("printing", printing);
    map.invalidateSize({ animate: false });
  };
  window.addEventListener("beforeprint", () => {
    before = { seen: map.getBounds(), center: map.getCenter(), zoom: map.getZoom() };
    root.querySelector("[data-paper-address]").textContent = window.location.href;
    resize(true);
    map.fitBounds(before.seen, { animate: false });
  });
  window.addEventListener("afterprint", () => {
    resize(false);
    map.setView(before.center, before.zoom, { animate: false });
  });
}

function start(root) {
  const island = JSON.parse(document.getElementById("peta-data").textContent);
  const words = document.querySelector("[data-words]").dataset;
  document.documentElement.classList.add("live");
  const map = makeMap(root, island, words);
  keepScrolling(map);
  attachPad(root, map);
  attachBasemap(root, map, island.basemap);
  const sheet = attachSheet(root);
  const here = new Here(root, map, island, words);
  const layers = new Layers(root, map, island, words, here);
  here.lit = (code) => layers.light(code);
  const regions = new Regions(root, map, island, layers, sheet, here);
  const address = new Address(map, layers, regions);
  map.on("click", ({ latlng }) => layers.tell(latlng) || here.ask(latlng));
  root.addEventListener("position-found", (event) => {
    event.preventDefault();
    here.ask(window.L.latLng(event.detail.lat, event.detail.lon), event.detail);
  });
  map.on("moveend", () => {
    layers.refresh();
    address.write();
  });
  attachPaper(root, map);
  root.dataset.ready = "true";
}

const root = document.querySelector("[data-peta]");
if (root && window.L) start(root);
