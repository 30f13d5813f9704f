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
