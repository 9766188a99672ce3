// Ground two neighbours do not agree about: drawn above the borders it belongs to, where these are shown.

const ABOVE_BORDERS = 404;

export class Disputes {
  constructor(root, map, address, words) {
    Object.assign(this, { map, address, layer: { title: words.disputes }, failed: false, features: null });
    this.legend = root.querySelectorAll("[data-disputed]");
    map.createPane("belum-sepakat").style.zIndex = ABOVE_BORDERS;
  }

  // `keys()` are the layers shown when the answer is here.
  async refresh(keys) {
    if (!this.address) return;
    try {
      this.loading ??= this.load();
      await this.loading;
      this.failed = false;
      this.show(keys());
    } catch {
      this.loading = null;
      this.failed = true;
    }
  }

  async load() {
    const answer = await fetch(this.address, { headers: { Accept: "application/geo+json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    this.features = (await answer.json()).features;
  }

  show(keys) {
    const shown = keys.join();
    if (shown !== this.shown) {
      this.shown = shown;
      this.drawn?.remove();
      this.drawn = window.L.geoJSON(this.features, {
        pane: "belum-sepakat",
        interactive: false, // a tap asks what lies below
        filter: ({ properties }) => keys.includes(properties.layer),
        style: () => ({ className: "ground-disputed" }),
      }).addTo(this.map);
    }
    const seen = this.map.getBounds();
    const here = this.drawn.getLayers().some((shape) => seen.intersects(shape.getBounds()));
    this.legend.forEach((line) => (line.hidden = !here));
  }
}
