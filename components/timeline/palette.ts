const NAMES = [
  "bg",
  "sunken",
  "line",
  "line-strong",
  "ink",
  "ink-2",
  "ink-3",
  "ink-inverse",
  "active",
  "idle",
  "locked",
  "disconnected",
  "ended",
  "crashed",
] as const;
export type ColorName = (typeof NAMES)[number];

/** The page's own custom properties, read once a theme: a change of theme is a repaint. */
export interface Palette {
  readonly color: Readonly<Record<ColorName, string>>;
  readonly mono: string;
  readonly font: string;
  /** Hatch: may have been on. Cross: no data. Drawn in device pixels, crisp at every ratio. */
  pattern(color: ColorName, kind: "hatch" | "cross", dpr: number): CanvasPattern | string;
}

export function readPalette(root: Element): Palette {
  const style = getComputedStyle(root);
  const value = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const color = Object.fromEntries(NAMES.map((name) => [name, value(name)])) as Record<ColorName, string>;
  const patterns = new Map<string, CanvasPattern | string>();
  return {
    color,
    mono: value("mono") || "monospace",
    font: value("font") || "sans-serif",
    pattern(name, kind, dpr) {
      const key = `${name} ${kind} ${dpr}`;
      let found = patterns.get(key);
      if (!found) {
        found = makePattern(color[name], kind, dpr) ?? color[name];
        patterns.set(key, found);
      }
      return found;
    },
  };
}

function makePattern(color: string, kind: "hatch" | "cross", dpr: number): CanvasPattern | null {
  const size = Math.round((kind === "cross" ? 7 : 5) * dpr);
  const tile = document.createElement("canvas");
  tile.width = size;
  tile.height = size;
  const g = tile.getContext("2d");
  if (!g) return null;
  g.strokeStyle = color;
  g.lineCap = "square";
  g.lineWidth = (kind === "cross" ? 0.8 : 1.7) * dpr;
  g.globalAlpha = kind === "cross" ? 0.62 : 1;
  const line = (x: number, y: number, x2: number, y2: number) => {
    g.beginPath();
    g.moveTo(x, y);
    g.lineTo(x2, y2);
    g.stroke();
  };
  const half = size / 2;
  line(-half, half, half, -half);
  line(0, size, size, 0);
  line(half, size * 1.5, size * 1.5, half);
  if (kind === "cross") {
    line(-half, half, half, size * 1.5);
    line(0, 0, size, size);
    line(half, -half, size * 1.5, half);
  }
  return g.createPattern(tile, "repeat");
}
