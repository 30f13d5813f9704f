// Adds and removes ranges, copies days and applies presets without a request. Without scripts, each of these is a
// submit button that returns the changed form; the saved values are the same.

import { counted, fill } from "../fill.js";
import { closing, DAY, opening, words } from "./clock.js";

const RANGE = "[data-range]";

customElements.define(
  "week-editor",
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener("click", (event) => this.#click(event));
      this.addEventListener("change", (event) => this.#change(event));
      this.addEventListener("time:changed", (event) => this.#mended(event.target.closest(RANGE)));
    }

    get days() {
      return [...this.querySelectorAll("[data-day]")];
    }

    day(name) {
      return this.querySelector(`[data-day="${name}"]`);
    }

    #click(event) {
      const button = event.target.closest("button[name=operation]");
      const [verb, name] = button?.value.split(":") ?? [];
      const actions = {
        add: () => this.#add(this.day(name)),
        remove: () => this.#remove(button.closest(RANGE)),
        copy: () => this.#copy(this.day(name), this.#ticked(this.day(name))),
        weekdays: () =>
          this.#copy(
            this.day(name),
            this.days.filter((day) => day.dataset.weekday < 5),
          ),
        all: () => this.#copy(this.day(name), this.days),
        preset: () => this.#preset(button),
      };
      if (!actions[verb]) return;
      event.preventDefault();
      actions[verb]();
    }

    #change({ target }) {
      if (target.matches("[data-closed]")) this.#opened(target.closest("[data-day]"), !target.checked);
      if (target.matches("[data-to]")) this.#count(target.closest("[data-day]"));
    }

    // A reopened day gets its previous ranges, or else those of the nearest open day.
    #opened(day, open) {
      const first = this.rows(day)[0];
      if (open && !this.#span(first)) {
        const other = this.days.find((one) => one !== day && !this.#closed(one) && this.#span(this.rows(one)[0]));
        this.#write(first, ...(other ? this.#span(this.rows(other)[0]) : [540, 1020]));
      }
      this.#draw();
      if (open) first.querySelector("input").focus({ preventScroll: true });
    }

    #add(day) {
      const rows = this.rows(day);
      const row = this.#blank(rows.at(-1));
      rows.at(-1).after(row);
      this.#number(day);
      this.#draw();
      [...row.querySelectorAll("input, select")].find((control) => control.tabIndex >= 0)?.focus();
    }

    #remove(row) {
      const day = row.closest("[data-day]");
      const rows = this.rows(day);
      if (rows.length > 1) {
        const next = rows[rows.indexOf(row) + 1] ?? rows[rows.indexOf(row) - 1];
        row.remove();
        next.querySelector("button").focus();
      } else {
        row.replaceWith(this.#blank(row));
        day.querySelector("[data-closed]").checked = true;
        day.querySelector("[data-closed]").focus();
      }
      this.#number(day);
      this.#draw();
    }

    #copy(day, others) {
      for (const other of others) {
        if (other === day) continue;
        other.querySelector("[data-closed]").checked = this.#closed(day);
        const spans = this.rows(day).map((row) => [...row.querySelectorAll("input")].map((input) => input.value));
        this.#show(other, spans);
      }
      const panel = day.querySelector("details");
      for (const box of panel.querySelectorAll("[data-to]")) box.checked = false;
      this.#count(day);
      panel.open = false;
      panel.querySelector("summary").focus();
      this.#draw();
    }

    #preset({ dataset }) {
      const open = dataset.days.split(" ");
      for (const day of this.days) {
        const closed = !open.includes(day.dataset.weekday);
        day.querySelector("[data-closed]").checked = closed;
        this.#show(day, [closed ? ["", ""] : dataset.span.split(" ").map((minute) => words(Number(minute)))]);
      }
      this.#draw();
    }

    // Replaces a day’s ranges.
    #show(day, spans) {
      const rows = this.rows(day);
      const fresh = spans.map(([opens, closes]) => {
        const row = this.#blank(rows[0]);
        row.querySelector("[data-part=opens]").value = opens;
        row.querySelector("[data-part=closes]").value = closes;
        return row;
      });
      rows[0].parentElement.replaceChildren(...fresh);
      this.#number(day);
    }

    #blank(row) {
      const fresh = row.cloneNode(true);
      for (const message of fresh.querySelectorAll(".error, .choose")) message.remove();
      for (const input of fresh.querySelectorAll("input")) {
        input.value = "";
        input.removeAttribute("aria-invalid");
        input.removeAttribute("aria-describedby");
      }
      return fresh;
    }

    #write(row, opens, closes) {
      row.querySelector("[data-part=opens]").value = words(opens);
      row.querySelector("[data-part=closes]").value = words(closes);
    }

    // Updates names, ids and the add button to match the number of ranges.
    #number(day) {
      const rows = this.rows(day);
      const name = this.#name(day);
      rows.forEach((row, number) => {
        for (const input of row.querySelectorAll("input")) {
          const { part } = input.dataset;
          input.id = `${day.dataset.day}-${number}-${part}`;
          input.setAttribute(
            "aria-label",
            this.#fill(number ? `${part}More` : part, { day: name, number: number + 1 }),
          );
          input.nextElementSibling
            ?.querySelector("select")
            ?.setAttribute("aria-label", input.getAttribute("aria-label"));
        }
        const remove = row.querySelector("button");
        remove.value = `remove:${day.dataset.day}:${number}`;
        remove.setAttribute("aria-label", this.#fill("remove", { day: name, number: number + 1 }));
      });
      const add = day.querySelector(".ranges > .text-button");
      add.querySelector("span").textContent = rows.length > 1 ? add.dataset.more : add.dataset.one;
    }

    // Removes a range’s error, because its times have changed.
    #mended(row) {
      const day = row.closest("[data-day]");
      for (const error of day.querySelectorAll(".rows .error")) error.remove();
      for (const control of day.querySelectorAll(".rows [aria-invalid]")) control.removeAttribute("aria-invalid");
      this.#draw();
    }

    #count(day) {
      const { length } = this.#ticked(day);
      const button = day.querySelector("[data-copy]");
      button.textContent = length ? counted(this.dataset, "copy", length) : this.dataset.copyThese;
    }

    #ticked(day) {
      return [...day.querySelectorAll("[data-to]:checked")].map((box) => this.day(box.value));
    }

    // Draws each day’s bar, and says if it closes on the next day.
    #draw() {
      const { days } = this;
      days.forEach((day, index) => {
        const before = days.length > 1 ? this.#spans(days.at(index - 1)) : [];
        const evening = before.filter(([, closes]) => closes > DAY).map(([, closes]) => ["open", 0, closes - DAY]);
        const here = this.#spans(day).map(([opens, closes]) => ["set", opens, Math.min(closes, DAY)]);
        this.#line(day.querySelector(".quiet-line"), [...evening, ...here]);
        for (const row of this.rows(day)) row.querySelector("[data-beyond]").textContent = this.#beyond(day, row);
      });
    }

    #line(svg, parts) {
      const ground = svg.querySelector(".day");
      const drawn = parts.map(([kind, from, to]) => {
        const rect = ground.cloneNode();
        rect.setAttribute("class", kind);
        rect.setAttribute("x", `${(100 * from) / DAY}%`);
        rect.setAttribute("width", `${(100 * (to - from)) / DAY}%`);
        return rect;
      });
      svg.replaceChildren(ground, ...drawn);
      const text = parts.map(([, from, to]) => this.#fill("openText", { opens: words(from), closes: words(to) }));
      svg.setAttribute("aria-label", text.join(" ") || this.dataset.closedText);
    }

    #beyond(day, row) {
      const [opens, closes] = this.#span(row) ?? [0, 0];
      const { weekday } = day.dataset;
      const next = this.days.find((other) => Number(other.dataset.weekday) === (Number(weekday) + 1) % 7);
      const values = { time: words(closes), day: next ? this.#name(next) : this.dataset.nextDay };
      if (closes - opens === DAY) return opens ? this.#fill("allDayUntil", values) : this.dataset.allDay;
      if (closes === DAY) return this.dataset.midnight;
      return closes > DAY ? this.#fill("closesNext", values) : "";
    }

    #fill(name, values) {
      return fill(this.dataset[name], values);
    }

    rows(day) {
      return [...day.querySelectorAll(RANGE)];
    }

    #spans(day) {
      return this.#closed(day)
        ? []
        : this.rows(day)
            .map((row) => this.#span(row))
            .filter(Boolean);
    }

    #span(row) {
      const opens = opening(row.querySelector("[data-part=opens]").value);
      const closes = opens === null ? null : closing(row.querySelector("[data-part=closes]").value, opens);
      return closes === null ? null : [opens, closes];
    }

    #closed(day) {
      return day.querySelector("[data-closed]").checked;
    }

    #name(day) {
      return day.querySelector("h2")?.textContent ?? day.getAttribute("aria-label");
    }
  },
);
