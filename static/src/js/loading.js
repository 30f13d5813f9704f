// What is being renewed says so, to the eye (base.css) and to assistive technology.

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  ctx.target?.setAttribute?.("aria-busy", "true");
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (!ctx.keepIndicators) ctx.target?.removeAttribute?.("aria-busy");
});
