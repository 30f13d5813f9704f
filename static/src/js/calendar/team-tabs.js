// On a phone, a day shows one column at a time. A tab scrolls to its column, and scrolling marks the tab of the column in
// sight. Without scripts, a tab is a link to its column.
export class TeamTabs {
  constructor(live, signal) {
    this.live = live;
    live.addEventListener("click", (event) => this.#choose(event), { signal });
    live.addEventListener("scroll", () => this.mark(), { signal, capture: true, passive: true });
  }

  get #frame() {
    return this.live.querySelector(".calendar");
  }

  get #tabs() {
    return [...this.live.querySelectorAll(".team-tabs a")];
  }

  // Shows the column whose tab the page marks.
  begin() {
    const tab = this.#tabs.find((each) => each.hasAttribute("aria-current"));
    if (tab?.offsetParent && !this.live.querySelector(".block[aria-current]")) this.#show(tab, "instant");
  }

  #choose(event) {
    const tab = event.target.closest(".team-tabs a");
    if (!tab || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.#show(tab, "auto");
  }

  #show(tab, behavior) {
    const column = document.getElementById(`${tab.dataset.column}-day`);
    const hours = this.#frame.querySelector(".axis").offsetWidth;
    this.#frame.scrollTo({ left: column.offsetLeft - hours, behavior });
  }

  mark() {
    const tabs = this.#tabs;
    if (!tabs[0]?.offsetParent) return;
    const { scrollLeft, clientWidth } = this.#frame;
    const hours = this.#frame.querySelector(".axis").offsetWidth;
    const current = Math.min(Math.round(scrollLeft / (clientWidth - hours)), tabs.length - 1);
    for (const [index, tab] of tabs.entries()) {
      if (index !== current) tab.removeAttribute("aria-current");
      else if (!tab.hasAttribute("aria-current")) {
        tab.setAttribute("aria-current", "true");
        tab.scrollIntoView({ block: "nearest", inline: "nearest" });
      }
    }
  }
}
