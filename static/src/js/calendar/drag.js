// The booking or blocked time that is being dragged. The calendar is measured once, at the start; after that only the
// preview moves, with transforms.
import { words } from "../hours/clock.js";

const LEAST = 15; // minutes, the shortest duration
const ROOM = "room:";

export class Drag {
  constructor(block, frame, { step }) {
    const { start, minutes } = block.dataset;
    this.block = block;
    this.frame = frame;
    this.step = step;
    this.opens = Number(frame.dataset.opens);
    this.closes = Number(frame.dataset.closes);
    this.from = { start: Number(start), minutes: Number(minutes), column: this.#measure(block) };
    this.to = { ...this.from };
    this.#draw(block.querySelector("b").textContent);
    this.show();
  }

  // Measures the columns and the height of a minute.
  #measure(block) {
    const columns = [...this.frame.querySelectorAll(".column")];
    const own = columns.indexOf(block.closest(".column"));
    this.columns = columns.map((column, index) => {
      const { left, right, top, height } = column.getBoundingClientRect();
      const open = this.#allows(columns[own].dataset.who, column.dataset.who);
      return { left, right, top, height, index, open, ...column.dataset };
    });
    this.box = block.getBoundingClientRect();
    this.minute = this.columns[own].height / (this.closes - this.opens);
    this.scrolled = { x: this.frame.scrollLeft, y: scrollY };
    return own;
  }

  // A room’s booking stays in its room; a team member’s booking can go to other team members.
  #allows(source, who) {
    return source === who || !(source.startsWith(ROOM) || who.startsWith(ROOM));
  }

  #draw(name) {
    this.picture = document.createElement("div");
    this.picture.className = "drag-preview";
    this.picture.innerHTML = '<div class="ground-of"></div><b></b><span></span>';
    [this.ground, this.name, this.when] = this.picture.children;
    this.name.textContent = name;
    const { left, top, width, height } = this.box;
    const style = { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` };
    Object.assign(this.picture.style, style);
    document.body.append(this.picture);
    this.block.classList.add("lifted");
  }

  get column() {
    return this.columns[this.to.column];
  }

  get moved() {
    return ["start", "minutes", "column"].some((part) => this.from[part] !== this.to[part]);
  }

  // With the pointer: the distance since the drag began.
  goTo(x, down, stretches) {
    const passed = this.#scroll();
    const minutes = Math.round((down + passed.y) / this.minute / this.step) * this.step;
    if (stretches) {
      this.put({ minutes: this.from.minutes + minutes });
    } else {
      const at = x + passed.x;
      const under = this.columns.find(({ left, right }) => at >= left && at < right);
      this.put({ start: this.from.start + minutes, column: under?.open ? under.index : this.to.column });
    }
  }

  // With the keyboard: a number of steps.
  shift(part, steps) {
    this.put({ [part]: this.to[part] + steps * this.step });
  }

  // To the next column on the left or right that allows it.
  aside(way) {
    let index = this.to.column + way;
    while (this.columns[index] && !this.columns[index].open) index += way;
    if (this.columns[index]) this.put({ column: index });
  }

  put(to) {
    const wanted = { ...this.to, ...to };
    wanted.minutes = Math.max(LEAST, Math.min(wanted.minutes, this.closes - wanted.start));
    wanted.start = Math.max(this.opens, Math.min(wanted.start, this.closes - this.step));
    this.to = wanted;
    this.show();
  }

  #scroll() {
    return { x: this.frame.scrollLeft - this.scrolled.x, y: scrollY - this.scrolled.y };
  }

  show() {
    const passed = this.#scroll();
    const x = this.column.left - this.columns[this.from.column].left - passed.x;
    const y = (this.to.start - this.from.start) * this.minute - passed.y;
    this.picture.style.transform = `translate(${x}px, ${y}px)`;
    this.ground.style.transform = `scaleY(${(this.to.minutes * this.minute) / this.box.height})`;
    const text = this.words();
    if (text !== this.text) this.when.textContent = this.text = text;
  }

  // Describes the new time, "3:15 – 4:15 PM", and the new team member if that changes.
  words() {
    const [begins, ends] = [words(this.to.start), words(this.to.start + this.to.minutes)];
    const short = begins.slice(-2) === ends.slice(-2) ? begins.slice(0, -3) : begins;
    const { day, name, who } = this.column;
    const own = this.columns[this.from.column];
    const date = new Date(`${day}T12:00`).toLocaleDateString("en-US", {
      weekday: "short",
      month: "short",
      day: "numeric",
    });
    return [`${short} – ${ends}`, who !== own.who && name, day !== own.day && date].filter(Boolean).join(", ");
  }

  // The values of the request.
  get values() {
    const own = this.columns[this.from.column];
    return {
      day: this.column.day,
      start: this.to.start,
      minutes: this.to.minutes,
      from: own.who,
      who: this.column.who,
      sequence: this.block.dataset.sequence,
    };
  }

  end() {
    this.picture.remove();
    this.block.classList.remove("lifted");
  }
}
