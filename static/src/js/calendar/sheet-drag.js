// On a phone, dragging the handle of a booking's sheet down closes it.
const FAR = 96; // pixels

export class SheetDrag {
  constructor(live, close, signal) {
    this.close = close;
    live.addEventListener("pointerdown", (event) => this.#take(event), { signal });
  }

  #take(event) {
    const handle = event.target.closest("#booking > .sheet-handle");
    if (!handle) return;
    const sheet = handle.parentElement;
    const pointer = new AbortController();
    const listen = (kind, handler) => document.addEventListener(kind, handler, { signal: pointer.signal });
    const down = (at) => Math.max(0, at.clientY - event.clientY);
    const end = (closes) => {
      pointer.abort();
      sheet.style.translate = "";
      if (closes) this.close();
    };
    handle.setPointerCapture(event.pointerId);
    listen("pointermove", (moved) => {
      sheet.style.translate = `0 ${down(moved)}px`;
    });
    listen("pointerup", (up) => end(down(up) > FAR));
    listen("pointercancel", () => end(false));
  }
}
