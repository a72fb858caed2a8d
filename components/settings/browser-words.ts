const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, "Edge"],
  [/\b(?:OPR|Opera)\//, "Opera"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\b(?:Headless)?Chrom(?:e|ium)\/|\bCriOS\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\bWindows\b/, "Windows"],
  [/\bAndroid\b/, "Android"],
  [/\b(?:iPhone|iPad)\b/, "iOS"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

/** `Firefox on Windows`, as far as a browser says what it is. */
export function browserWords(userAgent: string): string {
  const of = (words: typeof BROWSERS) => words.find(([pattern]) => pattern.test(userAgent))?.[1];
  const browser = of(BROWSERS) ?? "Unknown browser";
  const system = of(SYSTEMS);
  return system === undefined ? browser : `${browser} on ${system}`;
}
