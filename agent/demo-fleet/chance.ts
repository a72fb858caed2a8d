import { Random } from "../simulated/random";

/** Chance that belongs to a subject: the same words always fall the same way, whoever asks and in whatever order. */
export function chance(seed: number, ...subject: readonly (string | number)[]): Random {
  let hash = 0x811c9dc5 ^ seed;
  for (const part of subject) {
    const text = String(part);
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    // No text holds this: "a", "bc" and "ab", "c" are different subjects.
    hash = Math.imul(hash ^ 0x1_0000, 0x01000193);
  }
  return new Random(hash);
}

export function pick<T>(random: Random, list: readonly T[]): T {
  const chosen = list[random.between(0, list.length - 1)];
  if (chosen === undefined) throw new Error("there is nothing to pick from");
  return chosen;
}
