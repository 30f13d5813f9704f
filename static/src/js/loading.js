// Marks content that is being refreshed, visually (base.css) and for assistive technology.

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  ctx.target?.setAttribute?.("aria-busy", "true");
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (!ctx.keepIndicators) ctx.target?.removeAttribute?.("aria-busy");
});
