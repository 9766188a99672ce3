// Going to a region: chosen in the search or in the list. The server writes the list, as it does without scripts.

import { look } from "./view.js";

const PANE = "wilayah-terpilih";

export class Regions {
  constructor(root, map, island, layers, sheet, here) {
    Object.assign(this, { root, map, layers, sheet, here, api: island.api, asOf: island.asOf, code: island.region });
    this.onChange = () => {};
    this.travelling = false;
    layers.region = this.code;
    map.createPane(PANE).style.zIndex = 420;
    root.addEventListener("click", (event) => this.clicked(event));
    root.addEventListener("region-chosen", (event) => {
      if (!event.detail.code || this.layers.undrawn) return;
      event.preventDefault();
      this.go(event.detail.code);
    });
    this.outline(this.code);
  }

  clicked(event) {
    const link = event.target.closest("a[data-region]");
    if (!link || this.layers.undrawn || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.go(link.dataset.region);
  }

  async go(code) {
    if (await this.show(code)) this.onChange();
  }

  async show(code) {
    const query = new URLSearchParams(code ? { wilayah: code } : {});
    if (this.asOf) query.set("as_of", this.asOf);
    for (const [name, value] of Object.entries(this.layers.island.theme?.query ?? {})) query.set(name, value);
    try {
      const answer = await fetch(`?${query}`);
      if (!answer.ok) throw new Error(answer.statusText);
      this.take(new DOMParser().parseFromString(await answer.text(), "text/html"));
      return true;
    } catch {
      window.location.assign(`?${query}`);
      return false;
    }
  }

  take(page) {
    const island = JSON.parse(page.getElementById("peta-data").textContent);
    this.code = island.region;
    document.title = page.title;
    this.root.querySelector("[data-list]").replaceWith(page.querySelector("[data-list]"));
    if (!this.layers.chosenByReader) {
      this.layers.choose(island.layers.filter((layer) => layer.on).map((layer) => layer.key));
    }
    this.layers.region = this.code;
    this.sheet.close();
    this.here.close();
    this.travelling = true;
    look(this.map, this.root, island);
    this.travelling = false;
    this.layers.refresh();
    this.outline(this.code);
  }

  async outline(code) {
    this.drawn?.remove();
    if (!code || code.length < 6) return;
    const day = this.asOf ? `&as_of=${this.asOf}` : "";
    const answer = await fetch(`${this.api}regions/${code}?geometry=ringan${day}`).catch(() => null);
    if (!answer?.ok || this.code !== code) return;
    const feature = await answer.json();
    if (!feature.geometry) return;
    this.drawn = window.L.geoJSON(feature, { interactive: false, pane: PANE, style: () => ({ className: "chosen-region" }) });
    this.drawn.addTo(this.map);
  }
}
