// Remembers up to three venues to compare, in this tab: { slug, name, photo } each. Rows have a check box for each venue,
// and <compare-bar> at the foot of a list shows the chosen ones. If storage is blocked, the choice ends with the page.

import { counted, fill } from "./fill.js";

const KEY = "compare";
const MOST = 3;
const BOX = 'input[name="venue"][form="compare"]';
let chosen = stored();

function stored() {
  try {
    return (JSON.parse(sessionStorage.getItem(KEY)) ?? []).filter(({ slug, name }) => slug && name).slice(0, MOST);
  } catch {
    return [];
  }
}

function keep(venues) {
  chosen = venues;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(venues));
  } catch {
    // Nothing is remembered.
  }
  draw();
}

function draw() {
  for (const box of document.querySelectorAll(BOX)) box.checked = chosen.some(({ slug }) => slug === box.value);
  document.querySelector("compare-bar")?.draw();
}

function described(box) {
  const row = box.closest(".venue-row");
  return {
    slug: box.value,
    name: row.querySelector(".title-link").textContent.trim(),
    photo: row.querySelector("img")?.currentSrc ?? "",
  };
}

// Captured, so that a choice is no change of the search, which listens on the list.
document.addEventListener(
  "change",
  (event) => {
    const box = event.target;
    if (!box.matches(BOX)) return;
    event.stopPropagation();
    const bar = document.querySelector("compare-bar");
    const venue = described(box);
    if (!box.checked) bar.remove(venue);
    else if (chosen.length < MOST) bar.add(venue);
    else bar.refuse(box, venue);
  },
  { capture: true },
);

// On the page that compares: what it shows or removes is what the next list has.
document.addEventListener("click", ({ target }) => {
  const removed = target.closest?.("[data-compare-remove]")?.dataset.compareRemove;
  if (removed) keep(chosen.filter(({ slug }) => slug !== removed));
  const shown = target.closest?.("[data-compare-keep]");
  if (shown) keep([...document.querySelectorAll("[data-compared]")].map(({ dataset }) => JSON.parse(dataset.compared)));
});

document.addEventListener("htmx:after:swap", draw);
// The browser restores the boxes of a page that it shows again, and another page may have changed the choice.
addEventListener("pageshow", () => {
  chosen = stored();
  draw();
});

customElements.define(
  "compare-bar",
  class extends HTMLElement {
    connectedCallback() {
      this.bar = this.querySelector(".with-script");
      this.querySelector("[data-clear]").addEventListener("click", () => {
        keep([]);
        document.querySelector(BOX)?.focus();
      });
      this.addEventListener("click", ({ target }) => {
        const slug = target.closest("button.remove")?.value;
        if (slug) this.#removeHere(slug);
      });
      draw();
    }

    add(venue) {
      keep([...chosen, venue]);
      this.#say("added", venue);
    }

    remove(venue) {
      keep(chosen.filter(({ slug }) => slug !== venue.slug));
      this.#say("removed", venue);
    }

    refuse(box, venue) {
      box.checked = false;
      this.#say("full", venue);
    }

    draw() {
      this.bar.hidden = chosen.length === 0;
      this.querySelector("[data-number]").textContent = `${chosen.length} / ${MOST}`;
      this.querySelector(".chosen").replaceChildren(...chosen.map((venue) => this.#item(venue)), ...this.#space());
      const go = this.querySelector("[data-go]");
      const [whole, short] = go.children;
      whole.textContent = counted(this.dataset, "go", chosen.length, {});
      short.textContent = chosen.length > 1 ? fill(this.dataset.short, { number: chosen.length }) : whole.textContent;
      go.href = this.#address(go);
    }

    #item({ slug, name, photo }) {
      const item = this.querySelector("template").content.cloneNode(true).firstElementChild;
      const image = item.querySelector("img");
      if (photo) image.src = photo;
      else image.remove();
      item.querySelector(".name").textContent = name;
      const button = item.querySelector("button");
      button.value = slug;
      button.querySelector("span").textContent = fill(this.dataset.remove, { venue: name });
      return item;
    }

    #space() {
      if (chosen.length === MOST) return [];
      const item = document.createElement("li");
      item.className = "space";
      item.textContent = chosen.length === MOST - 1 ? this.dataset.third : this.dataset.more;
      return [item];
    }

    #address(go) {
      const search = new FormData(document.getElementById("compare") ?? undefined);
      search.delete("venue");
      const venues = chosen.map(({ slug }) => slug).join(",");
      return [`${go.pathname}?venues=${venues}`, new URLSearchParams(search).toString()].filter(Boolean).join("&");
    }

    #removeHere(slug) {
      const position = chosen.findIndex((venue) => venue.slug === slug);
      this.remove(chosen[position]);
      const next = this.querySelectorAll("button.remove")[Math.max(0, position - 1)];
      (next ?? document.querySelector(BOX))?.focus();
    }

    // Everything is announced, but only a refusal is shown: the others can be seen in the bar.
    #say(text, { name }) {
      const status = this.querySelector(".compare-status");
      status.classList.toggle("visually-hidden", text !== "full");
      status.textContent = fill(this.dataset[text], { venue: name, number: chosen.length });
    }
  },
);
