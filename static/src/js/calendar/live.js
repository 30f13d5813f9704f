// Keeps an open calendar up to date: while it is visible, it asks about every second whether it has changed, and then
// refreshes. Focus, scroll position and a drag in progress are kept, and changes are announced politely.
import htmx from "htmx.org";

import { BookingSheet } from "./booking-sheet.js";
import { SheetDrag } from "./sheet-drag.js";
import { TeamTabs } from "./team-tabs.js";

const PAUSE = 1200; // milliseconds between two checks
const TROUBLE = 10_000; // milliseconds after a failed check
const ANNOUNCED = 3; // changes that are announced one by one
const phone = matchMedia("(width < 700px)"); // as in work/day.css

customElements.define(
  "calendar-live",
  class extends HTMLElement {
    connectedCallback() {
      this.over = new AbortController();
      const { signal } = this.over;
      document.addEventListener("visibilitychange", () => this.#look(), { signal });
      // After a change on this page, its own message is enough, and its dialog closes.
      document.addEventListener("calendar:changed", () => this.#done(), { signal });
      this.addEventListener("click", (event) => this.#open(event), { signal });
      document.addEventListener("keydown", (event) => this.#leave(event), { signal });
      new SheetDrag(this, () => this.#close(), signal);
      this.sheet = new BookingSheet(this, phone, () => this.#close(), signal);
      this.tabs = new TeamTabs(this, signal);
      this.#begin();
      this.#later(PAUSE);
    }

    disconnectedCallback() {
      clearTimeout(this.timer);
      this.over.abort();
    }

    // If several days are wider than the window, scroll to today.
    #begin() {
      const frame = this.querySelector(".calendar.several");
      const today = frame?.querySelector(".today")?.closest(".day-heading");
      const hours = frame?.querySelector(".corner");
      if (today) frame.scrollLeft = today.offsetLeft - hours.offsetWidth;
      this.tabs.begin();
      this.sheet.update();
      this.#uncover();
      // On a phone, the day opens at now.
      const now = this.querySelector(".axis .now");
      if (phone.matches && now && !location.hash && !scrollY && !this.querySelector("#booking"))
        scrollTo(0, now.getBoundingClientRect().top - innerHeight / 3);
    }

    #close() {
      this.querySelector("#booking [data-beside]")?.click();
    }

    #leave(event) {
      const busy = event.defaultPrevented || document.querySelector("dialog[open], details[data-menu][open]");
      if (event.key === "Escape" && !busy && !this.querySelector("calendar-moves[dragging]")) this.#close();
    }

    // On a phone the booking’s panel covers the lower part of the page, so scroll its block to the top, below the tabs.
    #uncover() {
      const block = this.querySelector(".block[aria-current]");
      if (!phone.matches || !block?.offsetParent || !this.querySelector("#booking")) return;
      block.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
      const head = this.querySelector(".calendar-head").offsetHeight;
      scrollBy({ top: block.getBoundingClientRect().top - head - 8, behavior: "instant" });
    }

    #later(pause) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.#look(), pause);
    }

    #done() {
      document.querySelector("#dialog dialog[open]")?.close();
      this.renewed = this.#renew();
    }

    async #look() {
      clearTimeout(this.timer);
      if (document.hidden) return;
      const word = await fetch(this.getAttribute("asks"), { redirect: "error" })
        .then((answer) => (answer.ok ? answer.text() : null))
        .catch(() => null);
      if (!this.isConnected) return;
      const changed = word && word !== this.getAttribute("stands");
      if (changed && !this.querySelector("calendar-moves[dragging]")) {
        const before = this.#known();
        await this.#renew();
        this.#tell(before);
      }
      this.#later(word ? PAUSE : TROUBLE);
    }

    // Replaces the parts of the page that differ from the current version.
    async #renew(path = location.pathname + location.search, more = {}) {
      const key = document.activeElement?.dataset?.key;
      await htmx.ajax("GET", path, { source: this, target: this, swap: "outerMorph", ...more });
      this.tabs.mark();
      this.sheet.update();
      if (key && document.activeElement === document.body) this.#block(key)?.focus({ preventScroll: true });
    }

    #block(key) {
      return this.querySelector(`.block[data-key="${key}"]`);
    }

    // Opens a booking beside the calendar, which keeps its scroll position. The URL is that of the whole page.
    async #open(event) {
      const link = event.target.closest("a.block[data-key], a[data-beside]");
      if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      // Blocked time opens in a dialog.
      if (link.matches(".kept"))
        return htmx.ajax("GET", link.href, { source: link, target: "#dialog", swap: "innerHTML" });
      const { pathname, search, hash } = new URL(link.href);
      const before = this.querySelector(".block[aria-current]")?.dataset.key;
      await this.#renew(pathname + search, { push: pathname + search });
      if (hash) this.#show(this.querySelector("#booking"));
      else if (before) this.#block(before)?.focus();
    }

    #show(panel) {
      const title = panel?.querySelector("h2");
      if (!title) return;
      title.tabIndex = -1;
      title.focus({ preventScroll: true });
      if (phone.matches) this.#uncover();
      else panel.scrollIntoView({ block: matchMedia("(width < 1100px)").matches ? "start" : "nearest" });
    }

    #known() {
      const blocks = [...this.querySelectorAll(".block[data-key]")];
      return new Map(blocks.map((block) => [block.id, this.#words(block)]));
    }

    #words(block) {
      const { day, name } = block.closest(".column").dataset;
      const date = new Date(`${day}T12:00`).toLocaleDateString("en-US", {
        weekday: "long",
        month: "long",
        day: "numeric",
      });
      return `${block.innerText.trim().replace(/\s+/g, " ")}, ${name}, ${date}`;
    }

    // Describes one change, with the texts of the page.
    #describe(what, booking) {
      return this.dataset[what].replace("%(booking)s", () => booking);
    }

    #tell(before) {
      const after = this.#known();
      const added = [...after].filter(([id, words]) => before.get(id) !== words);
      const changes = [
        ...added.map(([id, words]) => this.#describe(before.has(id) ? "changed" : "new", words)),
        ...[...before].filter(([id]) => !after.has(id)).map(([, words]) => this.#describe("removed", words)),
      ];
      if (!changes.length) return;
      const more = changes.length - ANNOUNCED;
      const texts = changes.slice(0, ANNOUNCED);
      if (more > 0) texts.push(this.dataset.more.replace("%(number)s", more));
      this.querySelector("[data-status]").textContent = texts.join(" ");
      for (const [id] of added) this.#mark(document.getElementById(id));
    }

    // Highlights a new block for a moment.
    #mark(block) {
      block.classList.add("highlighted");
      block.addEventListener("animationend", () => block.classList.remove("highlighted"), { once: true });
    }
  },
);
