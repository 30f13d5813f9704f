// A form that was sent takes no second click, and its button says what happens (data-busy) at the width it had.

const sent = new WeakMap(); // form -> how to make it free again

function busy(form, button) {
  const label = button?.innerHTML;
  button?.setAttribute("aria-busy", "true");
  button?.setAttribute("aria-disabled", "true");
  if (button?.dataset.busy) {
    button.style.minWidth = `${button.getBoundingClientRect().width}px`;
    button.textContent = button.dataset.busy;
  }
  sent.set(form, () => {
    sent.delete(form);
    button?.removeAttribute("aria-busy");
    button?.removeAttribute("aria-disabled");
    if (button?.dataset.busy) {
      button.innerHTML = label;
      button.style.minWidth = "";
    }
  });
}

const free = (form) => sent.get(form)?.();

// While capturing: before htmx or the browser sends anything.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method === "dialog") return;
    if (sent.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    // After the others have read the form: the button's own name and value are part of it.
    const button = event.submitter;
    sent.set(form, () => sent.delete(form));
    setTimeout(() => sent.has(form) && busy(form, button));
  },
  true,
);

// Nor does a button that asks for something of its own.
document.addEventListener(
  "click",
  (event) => {
    const asks = event.target.closest("button[hx-post]");
    if (!sent.has(asks?.form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

// What htmx sent has been answered. What it leads on to (HX-Redirect) stays busy until the page is left.
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (!ctx.keepIndicators && ctx.sourceElement.matches("form")) setTimeout(() => free(ctx.sourceElement));
});

// Back to a page that the browser had kept as it was left.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) document.querySelectorAll("form").forEach(free);
});
