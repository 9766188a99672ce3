// Suggestions under the search field. The form works without them; they only save a page.
// `/api/search` answers with regions and, in groups, with what else was found; `/api/regions` with regions only.
// <form data-suggest="/api/search" data-kinds="{...}" data-found="..." data-none="...">

const WAIT_MS = 150;
const LEAST_LETTERS = 2;
const MOST = 6;
const MOST_OF_GROUP = 2;

class Suggestions {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=search]");
    this.list = this.addList();
    this.said = this.addStatus();
    this.active = -1;
    this.kinds = JSON.parse(form.dataset.kinds);
    const day = form.elements.as_of?.value;
    this.day = day ? `?as_of=${day}` : "";
    Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
    }).forEach(([name, value]) => this.input.setAttribute(name, value));
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")));
    form.addEventListener("focusout", (event) => {
      if (!form.contains(event.relatedTarget)) this.close();
    });
  }

  addList() {
    const list = document.createElement("ul");
    list.id = `${this.input.id}-usulan`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", this.form.querySelector("label").textContent);
    list.hidden = true;
    this.form.append(list);
    return list;
  }

  addStatus() {
    const said = document.createElement("p");
    said.className = "unseen";
    said.setAttribute("role", "status");
    this.form.append(said);
    return said;
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    const text = this.input.value.trim();
    this.asking?.abort();
    if (text.length < LEAST_LETTERS) return this.close();
    this.asking = new AbortController();
    const address = `${this.form.dataset.suggest}?${new URLSearchParams({ q: text, limit: MOST })}`;
    try {
      const answer = await fetch(address, { signal: this.asking.signal });
      if (answer.ok) this.show(await answer.json());
    } catch {
      // Offline or superseded: the form still answers.
    }
  }

  show({ results, groups = [] }) {
    this.active = -1;
    const others = groups.flatMap((group) => group.results.slice(0, MOST_OF_GROUP).map((hit) => ({ ...hit, part: group.title })));
    const options = [...results.map((region) => this.region(region)), ...others.map((hit) => this.other(hit))];
    options.forEach((item, at) => { item.id = `${this.list.id}-${at}`; });
    this.list.replaceChildren(...options);
    this.list.hidden = options.length === 0;
    this.input.setAttribute("aria-expanded", String(options.length > 0));
    this.input.removeAttribute("aria-activedescendant");
    const { found, none } = this.form.dataset;
    this.said.textContent = options.length ? `${options.length} ${found}` : none;
  }

  region(region) {
    const about = [this.kinds[region.kind] ?? region.kind, region.parent_name].filter(Boolean).join(", ");
    return this.option(region.name, about, { address: region.page_url + this.day, code: region.code ?? "" });
  }

  other(hit) {
    return this.option(hit.name, [hit.part, hit.about].filter(Boolean).join(" · "), { address: hit.page_url });
  }

  option(name, about, data) {
    const item = document.createElement("li");
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    Object.assign(item.dataset, data);
    const place = document.createElement("span");
    place.textContent = about;
    item.append(name, place);
    return item;
  }

  key(event) {
    const options = [...this.list.children];
    if (event.key === "Escape") this.close();
    if (!options.length || this.list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.mark((this.active + step + options.length + (this.active < 0 && step < 0 ? 1 : 0)) % options.length);
    } else if (event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      this.choose(options[this.active]);
    }
  }

  mark(at) {
    this.active = at;
    [...this.list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    const option = this.list.children[at];
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  choose(option) {
    if (!option) return;
    this.close();
    const { address, code } = option.dataset;
    const chosen = new CustomEvent("region-chosen", { bubbles: true, cancelable: true, detail: { address, code } });
    // A map on the page may take the choice; elsewhere it opens the region's page.
    if (this.form.dispatchEvent(chosen)) window.location.assign(address);
  }

  close() {
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

document.querySelectorAll("form[data-suggest]").forEach((form) => new Suggestions(form));
