// Uploads photos one by one, in the order in which they were chosen or dropped, each with a progress bar and its own
// error. The response is the list of all photos.
import { replace } from "./replace.js";

customElements.define(
  "photo-upload",
  class extends HTMLElement {
    connectedCallback() {
      this.form = this.querySelector("form");
      this.input = this.querySelector("input[type=file]");
      this.queue = [];
      this.input.addEventListener("change", () => this.#take(this.input.files));
      for (const [kind, over] of [
        ["dragenter", true],
        ["dragover", true],
        ["dragleave", false],
        ["drop", false],
      ]) {
        this.form.addEventListener(kind, (event) => {
          if (!event.dataTransfer?.types.includes("Files")) return;
          event.preventDefault();
          this.form.classList.toggle("over", over);
          if (kind === "drop") this.#take(event.dataTransfer.files);
        });
      }
    }

    #take(files) {
      const idle = this.queue.length === 0;
      for (const file of files) this.queue.push({ file, row: this.#row(file.name) });
      this.input.value = "";
      if (idle) this.#next();
    }

    #row(name) {
      const row = this.querySelector("template").content.firstElementChild.cloneNode(true);
      row.querySelector(".name").textContent = name;
      row.querySelector("progress").setAttribute("aria-label", name);
      row.querySelector("button").addEventListener("click", () => {
        row.remove();
        this.input.focus();
      });
      this.querySelector(".uploads").append(row);
      return row;
    }

    async #next() {
      while (this.queue.length) {
        const { file, row } = this.queue[0];
        const why = file.size > Number(this.dataset.largest) ? this.dataset.tooLarge : await this.#send(file, row);
        if (why) this.#refuse(row, file.name, why);
        else row.remove();
        this.queue.shift();
      }
    }

    // Resolves with the error message, or with nothing.
    #send(file, row) {
      const data = new FormData();
      data.append("csrf_token", this.form.elements.csrf_token.value);
      data.append("files", file);
      const [bar, state] = [row.querySelector("progress"), row.querySelector(".state")];
      return new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.open("POST", this.form.action);
        request.setRequestHeader("HX-Request", "true");
        request.setRequestHeader("HX-Request-Type", "partial");
        request.upload.addEventListener("progress", ({ loaded, total }) => {
          bar.value = (100 * loaded) / total;
          state.textContent = loaded < total ? `${Math.floor(bar.value)}%` : this.dataset.processing;
        });
        request.addEventListener("load", () => resolve(this.#answered(request)));
        const { lost } = this.dataset;
        request.addEventListener("error", () => resolve(lost));
        request.addEventListener("timeout", () => resolve(lost));
        request.send(data);
      });
    }

    #answered(request) {
      const answer = new DOMParser().parseFromString(request.responseText, "text/html");
      const list = answer.getElementById(this.dataset.into);
      if (request.status === 200 && list) {
        replace(document.getElementById(this.dataset.into), list);
        const message = answer.getElementById("photos-status")?.textContent;
        if (message) this.#say(message);
        return "";
      }
      return list?.dataset.why ?? answer.body.textContent.trim().replace(/\s+/g, " ");
    }

    #refuse(row, name, why) {
      row.classList.add("refused");
      row.querySelector("progress").remove();
      row.querySelector(".state").textContent = why;
      row.querySelector("button").hidden = false;
      this.#say(`${name}: ${why}`);
    }

    #say(words) {
      this.querySelector("[data-status]").textContent = words;
    }
  },
);
