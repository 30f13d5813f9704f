// The standard configuration, with our notation for colors and imports, and without the order by specificity, which doesn't
// suit nested rules.
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
