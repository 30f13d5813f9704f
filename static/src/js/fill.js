// What people read comes with the page, in its language: scripts only put values in. Texts stand in data attributes, with
// {name} where a value goes.

export const LANGUAGE = document.documentElement.lang;
const plurals = new Intl.PluralRules(LANGUAGE);

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// The text for a number of things: `dataset` has one for each plural, such as leftOne and leftOther for "left".
export function counted(dataset, name, number, values) {
  const plural = plurals.select(number);
  const text = dataset[`${name}${plural[0].toUpperCase()}${plural.slice(1)}`] ?? dataset[`${name}Other`];
  return fill(text, { number: number.toLocaleString(LANGUAGE), ...values });
}
