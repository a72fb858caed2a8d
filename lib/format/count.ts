const groups = new Intl.NumberFormat("en-GB");

/** `12,408` */
export function count(n: number): string {
  return groups.format(n);
}

/** `1 session`, `37 sessions`, `31 people` */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** `S-1-5-21-3082…-11872`: the ends carry the difference. */
export function middleTruncated(text: string, max = 20): string {
  if (text.length <= max) return text;
  const tail = Math.floor((max - 1) / 3);
  return `${text.slice(0, max - 1 - tail)}…${text.slice(-tail)}`;
}

/** Control and direction characters made visible, so that no name can pose as another. */
export function visibleText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `⟨${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}

/** Lines stay lines; every other control character is made visible. */
export function visibleLines(text: string): string {
  return text
    .split("\n")
    .map((line) => visibleText(line.replaceAll("\t", "  ")))
    .join("\n");
}
