// A field with suggestions, such as What and Where of a search or the guest of a booking: a combobox as in the ARIA
// Authoring Practices. The focus stays in the field; arrow keys choose, Enter accepts, Esc closes. Without scripts it
// is a plain field.

import { counted } from "./fill.js";
import { whereAmI } from "./near-me.js";
import { forget, recent, remember } from "./recent-searches.js";

const LEAST = 2; // letters
const WAIT = 120; // milliseconds after a key
const PRESS = 200; // milliseconds of the longest press
const PART = { "HX-Request": "true", "HX-Request-Type": "partial" }; // of a partial

customElements.define(
  "search-field",
  class extends HTMLElement {
    connectedCallback() {
      if (this.list) return;
      this.input = this.querySelector("input");
      this.form = this.input.form;
      this.list = part("div", {
        id: `${this.form.id}-${this.input.name}-list`,
        className: "suggestions",
        hidden: true,
      });
      this.list.role = "listbox";
      this.list.ariaLabel = this.dataset.suggestions;
      this.status = part("p", { className: "visually-hidden" });
      this.status.role = "status";
      this.#dress();
      this.#listen();
      // A response that morphs the form removes attributes that the server doesn’t render, so set them again.
      document.addEventListener("htmx:after:swap", () => this.isConnected && !this.list.isConnected && this.#dress());
    }

    #dress() {
      this.append(this.list, this.status);
      this.input.role = "combobox";
      this.input.ariaAutoComplete = "list";
      this.input.ariaExpanded = String(!this.list.hidden);
      this.input.setAttribute("aria-controls", this.list.id);
      // Keep the browser’s own suggestions from covering the list.
      this.input.autocomplete = "off";
    }

    #listen() {
      this.input.addEventListener("input", () => this.#typed());
      this.input.addEventListener("focus", () => this.#open());
      if (this.dataset.place) this.#selectOnPress();
      this.input.addEventListener("click", () => this.list.hidden && this.#open());
      this.input.addEventListener("keydown", (event) => this.#key(event));
      // Wait, so that a press on something else happens first: closing the list would move it.
      this.input.addEventListener("blur", () => (this.leaving = setTimeout(() => this.#close(), PRESS)));
      // A press on the list keeps the focus in the field.
      this.list.addEventListener("mousedown", (event) => event.preventDefault());
      this.list.addEventListener("click", ({ target }) => this.#take(target.closest("[role=option]"), true));
      if (this.#template("recent")) this.form.addEventListener("submit", () => remember(this.form));
    }

    /** Selects the text on the press that focuses the field, as Tab does, so that typing replaces it. */
    #selectOnPress() {
      let entering = false;
      this.addEventListener("mousedown", () => (entering = document.activeElement !== this.input));
      // Not later than the click: with a timer, a key could come first, and the next key would replace it.
      this.input.addEventListener("click", () => {
        const { selectionStart, selectionEnd } = this.input;
        if (entering && selectionStart === selectionEnd) this.input.select();
        entering = false;
      });
    }

    // Suggestions

    #typed() {
      clearTimeout(this.waiting);
      this.request?.abort();
      this.#say("");
      const text = this.input.value.trim();
      if (text.length < LEAST) this.#open();
      else this.waiting = setTimeout(() => this.#ask(text), WAIT);
    }

    async #ask(text) {
      this.request?.abort();
      this.request = new AbortController();
      const { suggest, near } = this.dataset;
      const params = new URLSearchParams({ q: text });
      const place = near && this.form.elements[near].value.trim();
      if (place) params.set("near", place);
      try {
        const answer = await fetch(`${suggest}?${params}`, { headers: PART, signal: this.request.signal });
        const found = answer.ok ? await answer.text() : "";
        if (document.activeElement === this.input) this.#show(fragment(found), true);
      } catch {
        // Aborted, or offline: search works without suggestions.
      }
    }

    /** Suggestions for an empty field: the user’s location and recent searches. */
    #open() {
      const found = new DocumentFragment();
      clearTimeout(this.leaving);
      this.#say("");
      if (!this.input.value) found.append(...this.#recent());
      this.#show(found, false);
    }

    #recent() {
      const template = this.#template("recent");
      const searches = template ? recent() : [];
      if (!searches.length) return [];
      const group = template.content.cloneNode(true);
      const row = group.querySelector("a");
      for (const { label, href } of searches) {
        const link = row.cloneNode(true);
        link.href = href;
        link.querySelector("span").textContent = label;
        row.before(link);
      }
      row.remove();
      return [group];
    }

    #template(name) {
      return this.querySelector(`template[data-${name}]`);
    }

    #show(found, isSaid) {
      const always = this.#template("always");
      const number = found.querySelectorAll("[role=option]").length;
      if (always) found.append(always.content.cloneNode(true));
      this.list.replaceChildren(found);
      for (const [index, option] of this.#options().entries()) {
        option.id = `${this.list.id}-${index}`;
        option.ariaSelected = "false";
      }
      this.input.removeAttribute("aria-activedescendant");
      this.list.hidden = !this.#options().length;
      this.input.ariaExpanded = String(!this.list.hidden);
      if (isSaid) this.#say(number ? counted(this.dataset, "found", number) : this.dataset.none);
    }

    #close() {
      clearTimeout(this.waiting);
      clearTimeout(this.leaving);
      this.request?.abort();
      this.list.hidden = true;
      this.input.ariaExpanded = "false";
      this.input.removeAttribute("aria-activedescendant");
    }

    #say(words, shown = false) {
      this.status.textContent = words;
      this.status.className = shown ? "said" : "visually-hidden";
    }

    // Choosing

    #options() {
      return [...this.list.querySelectorAll("[role=option]")];
    }

    #active() {
      return this.#options().find((option) => option.ariaSelected === "true");
    }

    #key(event) {
      const open = !this.list.hidden;
      const actions = {
        ArrowDown: () => this.#move(1),
        ArrowUp: () => this.#move(-1),
        Enter: () => this.#take(this.#active()),
        Escape: () => this.#close(),
      };
      const does = event.key.startsWith("Arrow") || (open && (event.key === "Escape" || this.#active()));
      if (event.key === "Home" || event.key === "End") this.#activate(null);
      if (event.key === "Tab") {
        if (open && this.#active()?.dataset.fill) this.#take(this.#active());
        this.#close();
      }
      if (event.isComposing || !does || !actions[event.key]) return;
      event.preventDefault();
      actions[event.key]();
    }

    #move(by) {
      if (this.list.hidden) {
        const text = this.input.value.trim();
        if (text.length < LEAST) this.#open();
        else this.#ask(text);
        return;
      }
      const options = this.#options();
      const at = options.indexOf(this.#active());
      // From the field to the first or the last option, and from there back to the field.
      const next = at < 0 ? (by > 0 ? 0 : options.length - 1) : at + by;
      this.#activate(options[next] ?? null);
    }

    #activate(option) {
      for (const other of this.#options()) other.ariaSelected = String(other === option);
      if (option) this.input.setAttribute("aria-activedescendant", option.id);
      else this.input.removeAttribute("aria-activedescendant");
      option?.scrollIntoView({ block: "nearest" });
    }

    #take(option, pressed = false) {
      if (!option) return; // outside of the options
      const { fill, action } = option.dataset;
      if (action === "locate") this.#locate();
      else if (action === "forget") this.#forget();
      else if (fill) this.#fill(fill);
      else if (!pressed) option.click(); // a link, which the browser follows itself on a click
    }

    #fill(text) {
      this.input.value = text;
      this.#close();
      this.#say("");
    }

    #forget() {
      forget();
      this.#close();
      this.#say(this.dataset.cleared);
    }

    async #locate() {
      this.#close();
      this.#say(this.dataset.finding, true);
      const { place, trouble } = await whereAmI(this.dataset.place);
      if (place) {
        this.#fill(place);
        this.form.requestSubmit();
      } else {
        this.input.focus();
        this.#close();
        this.#say(this.dataset[trouble], true);
      }
    }
  },
);

function part(name, values) {
  return Object.assign(document.createElement(name), values);
}

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}
