// Puts values into texts. The page provides texts in its language, as data attributes with {name} as a placeholder.

export const LANGUAGE = document.documentElement.lang;
const plurals = new Intl.PluralRules(LANGUAGE);

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// Returns the text for a number. `dataset` has one per plural form, such as leftOne and leftOther for "left".
export function counted(dataset, name, number, values) {
  const plural = plurals.select(number);
  const text = dataset[`${name}${plural[0].toUpperCase()}${plural.slice(1)}`] ?? dataset[`${name}Other`];
  return fill(text, { number: number.toLocaleString(LANGUAGE), ...values });
}
