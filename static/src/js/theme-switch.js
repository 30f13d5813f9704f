// Changes the theme immediately; the form around it makes the server remember.

// A <picture> with a dark version follows the chosen theme, not only the device.
const NIGHT = "source[data-scheme='dark']";
const WHEN = { system: "(prefers-color-scheme: dark)", light: "not all", dark: "all" };

function show(theme) {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  document.querySelector("meta[name='color-scheme']").content = theme === "system" ? "light dark" : theme;
  for (const source of document.querySelectorAll(NIGHT)) source.media = WHEN[theme];
}

customElements.define(
  "theme-switch",
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener("submit", (event) => this.#choose(event));
    }

    async #choose(event) {
      event.preventDefault();
      const { target: form, submitter } = event;
      const answer = fetch(form.action, {
        method: "POST",
        body: new FormData(form, submitter),
        headers: { "HX-Request": "true", "HX-Request-Type": "partial" },
      });
      show(submitter.value);
      for (const button of form.querySelectorAll("button")) {
        button.setAttribute("aria-pressed", String(button === submitter));
      }
      const kept = await answer.then((response) => response.ok).catch(() => false);
      if (!kept) this.dispatchEvent(new CustomEvent("page:failed", { bubbles: true }));
    }
  },
);
