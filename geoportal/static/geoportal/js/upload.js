// Sends files in pieces that survive a lost connection; the form works without it, in one go.
// <form data-upload="/api/uploads"> announces new files; data-resume="/api/uploads/12" goes on with those of a run.

const PIECE_BYTES = 4 * 1024 * 1024;
// A digest needs the whole file in memory.
const MOST_HASHED_BYTES = 256 * 1024 * 1024;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15000;
// Programs lay these beside a shapefile; they hold nothing that is published.
const BESIDE = /(\.shp\.xml|\.(sbn|sbx|qpj|qix|qmd|qml|sld|lyr|fix|ixs|mxs|atx))$/i;

const NEEDED = [".dbf"];

class Refused extends Error {}

class Sender {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=file]");
    this.button = form.querySelector("button:not([type])");
    this.box = form.querySelector("[data-sending]");
    this.words = this.box.querySelector("[data-words]");
    this.bar = this.box.querySelector("progress");
    this.pauser = this.box.querySelector("[data-pause]");
    this.texts = form.querySelector("[data-texts]").dataset;
    this.names = form.querySelector("[data-names]");
    this.token = form.elements.csrfmiddlewaretoken.value;
    form.addEventListener("submit", (event) => this.submit(event));
    this.pauser.addEventListener("click", () => this.pause());
    this.input.addEventListener("change", () => this.tellChoice());
    this.listenForDrops();
    this.takeOverField();
  }

  // The browser's own button speaks the browser's language; ours speaks the page's. The field stays, for the keyboard.
  takeOverField() {
    this.form.querySelector("[data-picked]").hidden = false;
    this.input.classList.add("unseen");
    if (this.input.files.length) this.tellChoice();
  }

  tellChoice() {
    const files = [...this.input.files];
    if (!files.length) return;
    const size = this.bytes(files.reduce((sum, file) => sum + file.size, 0));
    const count = files.length.toLocaleString(document.documentElement.lang);
    const one = files.length === 1 ? `${files[0].name}, ${size}` : this.text("picked", { count, size });
    this.names.textContent = one;
    this.box.hidden = true;
    this.box.classList.remove("failed");
  }

  // A shapefile without its table is refused at the other end; better said before it is sent.
  refuseLacking(files) {
    const names = new Set(files.map((file) => file.name.toLowerCase()));
    for (const file of files) {
      if (!/\.shp$/i.test(file.name)) continue;
      const stem = file.name.slice(0, -4);
      const lacking = NEEDED.filter((part) => !names.has(`${stem}${part}`.toLowerCase()));
      if (lacking.length) throw new Refused(this.text("lacking", { name: file.name, parts: lacking.join(", ") }));
    }
  }

  listenForDrops() {
    for (const name of ["dragenter", "dragover"]) {
      this.form.addEventListener(name, (event) => {
        event.preventDefault();
        this.form.classList.add("over");
      });
    }
    for (const name of ["dragleave", "drop"]) this.form.addEventListener(name, () => this.form.classList.remove("over"));
    this.form.addEventListener("drop", (event) => {
      event.preventDefault();
      if (this.sending || !event.dataTransfer.files.length) return;
      this.input.files = event.dataTransfer.files;
      this.form.requestSubmit(this.button);
    });
  }

  async submit(event) {
    event.preventDefault();
    if (this.sending) return;
    this.sending = true;
    this.button.disabled = true;
    this.box.hidden = false;
    this.box.classList.remove("failed");
    window.addEventListener("beforeunload", this.hold);
    try {
      const run = await this.begin([...this.input.files].filter((file) => !BESIDE.test(file.name)));
      for (const [file, href] of run.pieces) await this.send(file, href);
      this.say("done");
      window.removeEventListener("beforeunload", this.hold);
      window.location.assign(this.next(run.id));
    } catch (error) {
      window.removeEventListener("beforeunload", this.hold);
      this.fail(error);
    }
  }

  hold(event) {
    event.preventDefault();
  }

  next(run) {
    return `${this.form.dataset.pages}${run}/lanjut/`;
  }

  async begin(files) {
    if (!this.form.dataset.resume) this.refuseLacking(files);
    this.total = files.reduce((sum, file) => sum + file.size, 0);
    this.before = 0;
    const run = this.form.dataset.resume ? await this.resumed() : await this.announced(files);
    const pieces = run.files.map((piece) => {
      const file = files.find((each) => each.name.normalize("NFC") === piece.name && each.size === piece.size);
      if (!file) throw new Refused(this.texts.another);
      return [file, new URL(piece.href, window.location).pathname];
    });
    return { id: run.id, pieces };
  }

  async resumed() {
    return this.answer(await fetch(this.form.dataset.resume, { headers: this.headers() }));
  }

  async announced(files) {
    const told = [];
    for (const file of files) told.push({ name: file.name, size: file.size, sha256: await this.hash(file) });
    this.say("preparing");
    const sent = { method: "POST", headers: this.headers("application/json"), body: JSON.stringify({ files: told }) };
    return this.answer(await fetch(this.form.dataset.upload, sent));
  }

  // Addresses in an office network without https have no SubtleCrypto; the server's own sum is then shown.
  async hash(file) {
    if (!window.crypto?.subtle || file.size > MOST_HASHED_BYTES) return "";
    this.say("hashing");
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  async send(file, href) {
    let wait = FIRST_WAIT_MS;
    let offset = await this.arrived(href);
    while (offset < file.size) {
      this.show(offset);
      await this.unpaused(offset);
      try {
        offset = await this.piece(file, href, offset);
        wait = FIRST_WAIT_MS;
      } catch (error) {
        if (error instanceof Refused) throw error;
        this.show(offset, "lost");
        await this.connected(wait);
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
        offset = await this.arrived(href).catch(() => offset);
      }
    }
    this.before += file.size;
  }

  async piece(file, href, offset) {
    const headers = { ...this.headers("application/octet-stream"), "Upload-Offset": String(offset) };
    const body = file.slice(offset, offset + PIECE_BYTES);
    const answer = await fetch(href, { method: "PATCH", headers, body });
    if (answer.status === 409) return this.arrived(href);
    return (await this.answer(answer)).received;
  }

  async arrived(href) {
    return (await this.answer(await fetch(href, { headers: this.headers() }))).received;
  }

  async answer(answer) {
    // What passes by itself is tried again; a refusal is told.
    if (answer.status >= 500 && answer.status !== 507) throw new Error(answer.status);
    const document = await answer.json();
    if (!answer.ok) throw new Refused(this.refusal(document));
    return document;
  }

  refusal(document) {
    const english = window.document.documentElement.lang === "en";
    const [detail, remedy] = english ? [document.detail_en, document.remedy_en] : [document.detail, document.remedy];
    return [detail, remedy].filter(Boolean).join(" ");
  }

  headers(type) {
    return { Accept: "application/json", "X-CSRFToken": this.token, ...(type ? { "Content-Type": type } : {}) };
  }

  connected(wait) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, wait);
      window.addEventListener("online", () => (clearTimeout(timer), resolve()), { once: true });
    });
  }

  pause() {
    if (this.goOn) return this.goOn();
    this.paused = new Promise((resolve) => {
      this.goOn = () => {
        this.goOn = this.paused = null;
        this.pauser.textContent = this.texts.pause;
        resolve();
      };
    });
    this.pauser.textContent = this.texts.goon;
  }

  async unpaused(offset) {
    if (!this.paused) return;
    this.show(offset, "paused");
    await this.paused;
  }

  show(offset, text = "sending") {
    const done = this.before + offset;
    this.bar.value = this.total ? done / this.total : 0;
    this.say(text, { done: this.bytes(done), size: this.bytes(this.total) });
  }

  say(text, values = {}) {
    this.words.textContent = this.text(text, values);
  }

  text(name, values) {
    return this.texts[name].replace(/\{(\w+)\}/g, (_all, key) => values[key] ?? "");
  }

  bytes(count) {
    const [unit, factor] = count >= 1e6 ? ["MB", 1e6] : ["kB", 1e3];
    const digits = { maximumFractionDigits: unit === "MB" ? 1 : 0 };
    return `${(count / factor).toLocaleString(document.documentElement.lang, digits)} ${unit}`;
  }

  fail(error) {
    this.sending = false;
    this.button.disabled = false;
    this.bar.value = 0;
    this.words.textContent = error instanceof Refused ? error.message : this.texts.failed;
    this.box.classList.add("failed");
  }
}

document.querySelectorAll("form[data-upload]").forEach((form) => new Sender(form));
