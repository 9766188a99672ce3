// Work that goes on in the queue: asks where it is, shows it, and opens the next step when it is over.
// <section data-progress="/unggah/12/keadaan" data-next="/unggah/12/lanjut/">

const QUICK_MS = 400;
const SLOW_MS = 2500;
const SLOWER = 1.3;

class Progress {
  constructor(box) {
    this.box = box;
    this.words = box.querySelector("[data-words]");
    this.count = box.querySelector("[data-count]");
    this.bar = box.querySelector("progress");
    this.silent = box.querySelector("[data-silent]");
    this.percent = box.querySelector("[data-percent]");
    this.stages = [...box.querySelectorAll("[data-stage]")];
    this.wait = QUICK_MS;
    box.querySelector("[data-reload]").hidden = true;
    this.later();
  }

  later() {
    setTimeout(() => this.ask(), this.wait);
    this.wait = Math.min(this.wait * SLOWER, SLOW_MS);
  }

  async ask() {
    try {
      const answer = await fetch(this.box.dataset.progress, { headers: { Accept: "application/json" } });
      if (answer.redirected || !answer.ok) return window.location.reload();
      const state = await answer.json();
      if (state.over) return window.location.replace(this.box.dataset.next);
      this.show(state);
    } catch {
      // The connection is lost for a moment; the work is not.
    }
    this.later();
  }

  show({ words, done, of, share, stages, silent }) {
    this.words.textContent = words;
    this.count.textContent = of ? this.counted(done, of) : done ? this.number(done) : "";
    this.percent.textContent = `${Math.round(share * 100)} %`;
    this.bar.value = share;
    this.silent.hidden = !silent;
    this.stages.forEach((item, place) => this.mark(item, stages[place]));
  }

  mark(item, state) {
    item.dataset.stage = state;
    if (state === "sekarang") item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  }

  counted(done, of) {
    const values = { done: this.number(done), of: this.number(of) };
    return this.box.dataset.counted.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  }

  number(value) {
    return value.toLocaleString(document.documentElement.lang);
  }
}

document.querySelectorAll("[data-progress]").forEach((box) => new Progress(box));
