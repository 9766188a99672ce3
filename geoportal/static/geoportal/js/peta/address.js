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
    if (place) {
      const { lng, lat } = this.map.getCenter();
      query.set("di", `${lng.toFixed(4)},${lat.toFixed(4)}`);
      query.set("zoom", String(this.map.getZoom()));
    }
    return `?${query}`.replaceAll("%2C", ",");
  }

  write() {
    if (this.regions.travelling) return;
    window.history.replaceState(null, "", this.query({ place: true }));
  }

  push() {
    window.history.pushState(null, "", this.query({ place: false }));
  }
}
