// If a swap removes the focused element, such as the button of a removed row, moves the focus to the new content, so
// that keyboard users don’t start over at the top of the page.

const had = new WeakSet(); // requests whose target held the focus

document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  if (ctx.target?.contains?.(document.activeElement)) had.add(ctx);
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (!had.has(ctx) || document.activeElement !== document.body) return;
  const content = ctx.target.isConnected ? ctx.target : document.getElementById(ctx.target.id);
  content?.focus({ preventScroll: true });
});

// After "Show more", the focus moves to the first new item.
const before = new WeakMap(); // request -> number of items

document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  if (ctx.sourceElement?.matches?.("[data-more]")) before.set(ctx, ctx.target.children.length);
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (before.has(ctx)) ctx.target.children[before.get(ctx)]?.querySelector(".title-link")?.focus();
});
