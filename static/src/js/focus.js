// A swap may take away what has the focus, such as the button that removed its own row. Then the focus goes to the part
// that came instead: whoever uses a keyboard goes on from there, not from the top of the page.

const had = new WeakSet(); // requests whose target held the focus

document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  if (ctx.target?.contains?.(document.activeElement)) had.add(ctx);
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (!had.has(ctx) || document.activeElement !== document.body) return;
  const came = ctx.target.isConnected ? ctx.target : document.getElementById(ctx.target.id);
  came?.focus({ preventScroll: true });
});

// More of a list: on from the first that came.
const before = new WeakMap(); // request -> how many there were

document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  if (ctx.sourceElement?.matches?.("[data-more]")) before.set(ctx, ctx.target.children.length);
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (before.has(ctx)) ctx.target.children[before.get(ctx)]?.querySelector(".title-link")?.focus();
});
