// Choosing a reason fills in its default note, unless the user has edited the note.
customElements.define(
  "note-words",
  class extends HTMLElement {
    connectedCallback() {
      const [reason, note] = [this.querySelector("select"), this.querySelector("textarea")];
      const usual = [...reason.options].map((option) => option.dataset.advice ?? "");
      reason.addEventListener("change", () => {
        if (usual.includes(note.value.trim()) || !note.value.trim()) note.value = usual[reason.selectedIndex];
      });
    }
  },
);
