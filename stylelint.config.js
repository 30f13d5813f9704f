// The standard, with our own notation for colors and imports; order by specificity means little in nested rules.
export default {
  extends: "stylelint-config-standard",
  rules: {
    "alpha-value-notation": null,
    "at-rule-empty-line-before": null,
    "hue-degree-notation": "number",
    "import-notation": "string",
    "number-max-precision": 5,
    "no-descending-specificity": null,
    "property-no-vendor-prefix": [true, { ignoreProperties: ["-webkit-text-size-adjust"] }],
    "value-keyword-case": ["lower", { ignoreKeywords: ["Figtree", "Fraunces", "Georgia"] }],
  },
};
