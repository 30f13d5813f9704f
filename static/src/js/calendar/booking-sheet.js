// On a phone, a booking's sheet is modal: the rest of the page is inert, so the focus stays in it, and a tap beside it
// closes it. The calendar refreshes itself below, so this runs again after each refresh.
const LIVE = "#dialog, #flash, script, template, [data-status]"; // dialogs and messages appear above the sheet

export class BookingSheet {
  constructor(live, phone, close, signal) {
    this.live = live;
    this.phone = phone;
    this.inert = new Set();
    phone.addEventListener("change", () => this.update(), { signal });
    signal.addEventListener("abort", () => this.#release());
    document.addEventListener("click", ({ target }) => this.#isBeside(target) && close(), { signal });
  }

  update() {
    this.#release();
    const sheet = this.live.querySelector("#booking");
    if (!sheet || !this.phone.matches) return;
    this.modal = Object.assign(sheet, { role: "dialog", ariaModal: "true" });
    for (let part = sheet; part !== document.body; part = part.parentElement)
      for (const other of part.parentElement.children) if (other !== part) this.#hold(other);
    if (document.activeElement === document.body) this.#focus(sheet.querySelector("h2"));
  }

  // What is inert gets no click: its parent does.
  #isBeside(target) {
    return this.inert.size > 0 && !target.closest(`#booking, ${LIVE}`);
  }

  // The page keeps its name: its heading, which takes no focus, stays.
  #hold(element) {
    if (element.matches(`${LIVE}, h1`)) return;
    if (element.querySelector("h1")) for (const part of element.children) this.#hold(part);
    else {
      element.inert = true;
      this.inert.add(element);
    }
  }

  #release() {
    if (this.modal) Object.assign(this.modal, { role: "complementary", ariaModal: null });
    this.modal = null;
    for (const element of this.inert) element.inert = false;
    this.inert.clear();
  }

  #focus(title) {
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
  }
}
