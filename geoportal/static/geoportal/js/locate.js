// "Lokasi saya": asks the device where it is and the portal which region that is, and tells it with how exact it is.
// <div data-locate="/api/locate" hidden><button>...</button><p data-said data-waiting="..." ...></div>

const PATIENCE_MS = 15000;
const DECIMALS = 5; // about a metre
const ROUGH_M = 500; // from here on the region next to it may be the right one

function position() {
  return new Promise((resolve, reject) =>
    navigator.geolocation.getCurrentPosition(resolve, reject, { timeout: PATIENCE_MS, maximumAge: 60000 }),
  );
}

// Metres as people say them: 18 m, 340 m, 2,4 km.
function length(metres) {
  const { lang } = document.documentElement;
  if (metres < 995) return `${Number(metres.toPrecision(2)).toLocaleString(lang)} m`;
  return `${(metres / 1000).toLocaleString(lang, { maximumFractionDigits: 1 })} km`;
}

class Locator {
  constructor(box) {
    this.box = box;
    this.said = box.querySelector("[data-said]");
    this.words = this.said.dataset;
    box.hidden = false;
    box.querySelector("button").addEventListener("click", () => this.find());
  }

  // What is said after the button was pressed is shown where the standing note is not (the map on a small screen).
  say(...parts) {
    this.said.dataset.news = "";
    this.said.replaceChildren(...parts);
  }

  async find() {
    this.say(this.words.waiting);
    try {
      const { coords } = await position();
      const where = { lon: coords.longitude.toFixed(DECIMALS), lat: coords.latitude.toFixed(DECIMALS) };
      const exact = this.exactness(coords.accuracy);
      const detail = { ...where, accuracy: coords.accuracy, exact };
      const taken = !this.box.dispatchEvent(new CustomEvent("position-found", { bubbles: true, cancelable: true, detail }));
      if (taken) return this.say();
      const answer = await fetch(`${this.box.dataset.locate}?${new URLSearchParams(where)}`);
      if (!answer.ok) throw new Error(answer.statusText);
      this.tell((await answer.json()).regions, exact);
    } catch (error) {
      this.say(error.code === 1 ? this.words.denied : this.words.failed);
    }
    return undefined;
  }

  tell([nearest, above], exact) {
    if (!nearest) return this.say(this.words.outside, " ", exact);
    const link = document.createElement("a");
    link.href = nearest.page_url;
    link.textContent = nearest.name;
    const sample = nearest.sample ? ` (${this.words.sample})` : "";
    return this.say(`${this.words.found} `, link, `${above ? `, ${above.name}` : ""}${sample}. `, exact);
  }

  exactness(metres) {
    return `${this.words.accuracy} ${length(metres)}.${metres >= ROUGH_M ? ` ${this.words.rough}` : ""}`;
  }
}

document.querySelectorAll("[data-locate]").forEach((box) => {
  // Devices tell their position to safe addresses only.
  if ("geolocation" in navigator && window.isSecureContext) new Locator(box);
});
