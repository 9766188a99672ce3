// What is seen: turning the map to what the page speaks of (the window its address names, or the box of its region),
// and keeping its address.

const MARGIN = 16;

// On a small screen the search lies over the map's upper edge and the sheet over its lower one.
export function covered(root) {
  const map = root.querySelector("[data-canvas]").getBoundingClientRect();
  const search = root.querySelector(".atlas-search").getBoundingClientRect();
  const panel = root.querySelector("[data-panel]").getBoundingClientRect();
  const over = (box) => box.left < map.right - 1 && box.right > map.left + 1 && box.top < map.bottom && box.bottom > map.top;
  return {
    top: over(search) ? search.bottom - map.top : 0,
    bottom: over(panel) ? map.bottom - panel.top : 0,
  };
}

export function look(map, root, { window: place, box }) {
  if (place) {
    map.setView([place.lat, place.lon], place.zoom, { animate: false });
    return;
  }
  const [west, south, east, north] = box;
  const { top, bottom } = covered(root);
  map.fitBounds(
    [
      [south, west],
      [north, east],
    ],
    { animate: false, paddingTopLeft: [MARGIN, MARGIN + top], paddingBottomRight: [MARGIN, MARGIN + bottom], maxZoom: 14 },
  );
}

// The address of what is seen, kept up to date so that it can be sent at any moment.

export class Address {
  constructor(map, layers, regions) {
    Object.assign(this, { map, layers, regions });
    layers.onChange = () => this.write();
    regions.onChange = () => this.push();
    window.addEventListener("popstate", () => regions.show(new URL(window.location).searchParams.get("wilayah") ?? ""));
  }

  query({ place }) {
    const query = new URLSearchParams();
    if (this.regions.code) query.set("wilayah", this.regions.code);
    if (this.layers.chosenByReader) query.set("lapisan", this.layers.chosen().join(","));
    if (this.regions.asOf) query.set("as_of", this.regions.asOf);
    for (const [name, value] of Object.entries(this.layers.island.theme?.query ?? {})) query.set(name, value);
    if (place) {
      const { lng, lat } = this.map.getCenter();
      query.set("di", `${lng.toFixed(4)},${lat.toFixed(4)}`);
      query.set("zoom", String(this.map.getZoom()));
    }
    return `?${query}`.replaceAll("%2C", ",").replaceAll("%40", "@");
  }

  write() {
    if (this.regions.travelling) return;
    window.history.replaceState(null, "", this.query({ place: true }));
  }

  push() {
    window.history.pushState(null, "", this.query({ place: false }));
  }
}
