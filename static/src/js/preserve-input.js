// A response that morphs a form only knows the values that were sent. This keeps what was typed, chosen or opened
// since.

const held = new WeakMap(); // request -> [field, its value when sent]
const since = new WeakMap(); // request -> the changes made since

const key = (field) => (field.matches("[type=checkbox], [type=radio]") ? "checked" : "value");

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const form = ctx.request.form;
  if (!form || !ctx.swap?.includes("Morph")) return;
  held.set(
    ctx,
    [...form.querySelectorAll("input, select, textarea")].map((field) => [field, field[key(field)]]),
  );
});

document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  if (!held.has(ctx)) return;
  const changed = held.get(ctx).filter(([field, was]) => field[key(field)] !== was);
  const changes = changed.map(([field]) => [field, key(field), field[key(field)]]);
  since.set(ctx, [
    ...changes,
    ...[...ctx.target.querySelectorAll("details[open]")].map((part) => [part, "open", true]),
  ]);
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  since.get(ctx)?.forEach(([field, name, value]) => {
    field[name] = value;
  });
});
