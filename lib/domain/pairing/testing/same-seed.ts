import fc from "fast-check";

// A law that catches a broken rule today must catch it tomorrow.
fc.configureGlobal({ seed: 20_261_121, endOnFailure: true });
