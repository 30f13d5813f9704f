// The estimator of passwords with common passwords, names and keyboards: a chunk of its own.

import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";

// A longer password is strong or a repetition, and each letter takes time.
const LONGEST = 64;

const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

export function estimate(password, known) {
  const words = known.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]).filter(Boolean);
  return estimator.check(password.normalize("NFKC").slice(0, LONGEST), [...words, "cozywish"]).score;
}
