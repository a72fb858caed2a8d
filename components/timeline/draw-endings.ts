import type { LanePiece } from "./lanes";
import { isInferred } from "./names";
import type { Scene } from "./scene";

/** How a session ended, at the end of its last certain piece. All numbers are device pixels. */
export function drawEnding(
  g: CanvasRenderingContext2D,
  scene: Scene,
  part: LanePiece,
  x: number,
  bottom: number,
  full: number,
  width: number,
): void {
  const { dpr, palette } = scene;
  const { session } = part.piece;
  const top = bottom - full;
  const hair = Math.max(1, Math.round(dpr));
  const cap = Math.max(2, Math.round(2 * dpr));
  if (session.order && session.ending.kind !== "open") {
    drawFlag(g, scene, session.order.id, session.order.proof !== null, x, bottom, full, width);
    return;
  }
  g.fillStyle = palette.color.ended;
  switch (session.ending.kind) {
    case "open":
      if (session.liveAsOf !== null) return;
      g.fillStyle = palette.color["ink-3"];
      for (let i = 0; i < 3; i++) g.fillRect(x + (2 + i * 3.5) * dpr, bottom - 2 * dpr, 1.6 * dpr, 2 * dpr);
      return;
    case "shut_down":
    case "suspended":
      g.fillRect(x, top, cap, full + hair);
      if (isInferred(session)) return;
      g.fillRect(x - 3 * dpr, top, 7.5 * dpr, cap * 0.8);
      g.fillRect(x, bottom - cap * 0.8 + hair, 4.5 * dpr, cap * 0.8);
      return;
    case "destroyed":
    case "notified":
      g.fillRect(x, top, hair, full + hair);
      g.fillRect(x + 2 * dpr, top, hair, full + hair);
      return;
    case "crashed":
      drawJag(g, scene, x, top - dpr, bottom + dpr);
      drawCross(g, scene, x + 6 * dpr, bottom - full / 2, 3.2 * dpr);
      return;
    case "logged_off":
    case "lost":
      g.fillRect(x, top, cap, full + hair);
  }
}

/** Hatched already; its edges, its whisker from earliest to latest, and what it leads to. */
export function drawDoubt(
  g: CanvasRenderingContext2D,
  scene: Scene,
  part: LanePiece,
  x0: number,
  x1: number,
  bottom: number,
  full: number,
  width: number,
): void {
  const { dpr, palette } = scene;
  const { doubt, session, state } = part.piece;
  const top = bottom - full;
  const edge = doubt === "end" ? !part.isCutRight && x1 - 0.8 * dpr : !part.isCutLeft && x0 + 0.8 * dpr;
  if (edge !== false) {
    g.strokeStyle = palette.color[state];
    g.lineWidth = 1.6 * dpr;
    g.setLineDash([2.5 * dpr, 2 * dpr]);
    stroke(g, [edge, bottom], [edge, top]);
    g.setLineDash([]);
  }
  if (x1 - x0 >= 7 * dpr) drawWhisker(g, scene, part, x0, x1, top + full * 0.3);
  const isCrash = doubt === "end" && session.ending.kind === "crashed";
  if (!isCrash && x1 - x0 >= 16 * dpr) {
    const middle = (Math.max(0, x0) + Math.min(width, x1)) / 2;
    const y = top + full * 0.3;
    g.fillStyle = palette.color.bg;
    g.fillRect(middle - 5.5 * dpr, y - 4 * dpr, 11 * dpr, 8 * dpr);
    g.fillStyle = palette.color.ink;
    g.font = `600 ${11 * dpr}px ${palette.font}`;
    g.textAlign = "center";
    g.textBaseline = "middle";
    g.fillText("≈", middle, y + 0.5 * dpr);
  }
  if (isCrash) {
    if (!part.isCutLeft) drawJag(g, scene, x0, top - dpr, bottom + dpr);
    if (!part.isCutRight) drawCross(g, scene, x1 + 5 * dpr, bottom - full / 2, 3.2 * dpr);
  }
  if (doubt === "end" && session.order && !part.isCutRight) {
    drawFlag(
      g,
      scene,
      session.order.id,
      session.order.proof !== null && !isInferred(session),
      x1,
      bottom,
      full,
      width,
    );
  }
}

function drawWhisker(
  g: CanvasRenderingContext2D,
  scene: Scene,
  part: LanePiece,
  x0: number,
  x1: number,
  at: number,
): void {
  const { dpr, palette } = scene;
  const y = Math.round(at) + 0.5;
  const tick = 2.6 * dpr;
  for (const [width, color] of [
    [3.4 * dpr, palette.color.bg],
    [1.15 * dpr, palette.color.ink],
  ] as const) {
    g.strokeStyle = color;
    g.lineWidth = width;
    stroke(g, [x0, y], [x1, y]);
    if (!part.isCutLeft) stroke(g, [x0 + dpr, y - tick], [x0 + dpr, y + tick]);
    if (!part.isCutRight) stroke(g, [x1 - dpr, y - tick], [x1 - dpr, y + tick]);
  }
}

/** A forced logoff: mast and pennant with the order's number, solid once proved, hollow with "?" until then. */
function drawFlag(
  g: CanvasRenderingContext2D,
  scene: Scene,
  order: number,
  isProved: boolean,
  x: number,
  bottom: number,
  full: number,
  width: number,
): void {
  const { dpr, palette } = scene;
  const top = bottom - full - Math.round(dpr);
  const mast = Math.max(2, Math.round(2 * dpr));
  const height = Math.round(Math.min(12 * dpr, full));
  const text = `${isProved ? "" : "?"}${order}`;
  g.font = `600 ${9.5 * dpr}px ${palette.mono}`;
  const length = Math.round(g.measureText(text).width + 11 * dpr);
  const isLeft = x + mast + length > width;
  const near = isLeft ? x : x + mast;
  const way = isLeft ? -1 : 1;
  const far = near + way * length;
  g.fillStyle = palette.color.ink;
  g.fillRect(x, top, mast, full + Math.round(2 * dpr));
  g.beginPath();
  g.moveTo(near, top);
  g.lineTo(far, top);
  g.lineTo(far - way * 4 * dpr, top + height / 2);
  g.lineTo(far, top + height);
  g.lineTo(near, top + height);
  g.closePath();
  g.fillStyle = isProved ? palette.color.ink : palette.color.bg;
  g.fill();
  if (!isProved) {
    g.strokeStyle = palette.color.ink;
    g.lineWidth = 1.2 * dpr;
    g.stroke();
  }
  g.fillStyle = isProved ? palette.color["ink-inverse"] : palette.color.ink;
  g.textAlign = "left";
  g.textBaseline = "middle";
  g.fillText(text, isLeft ? far + 7 * dpr : near + 2.5 * dpr, top + height / 2 + 0.5 * dpr);
}

function drawJag(g: CanvasRenderingContext2D, scene: Scene, x: number, top: number, bottom: number): void {
  const { dpr, palette } = scene;
  const teeth = 4;
  for (const [width, color] of [
    [4 * dpr, palette.color.bg],
    [1.9 * dpr, palette.color.crashed],
  ] as const) {
    g.strokeStyle = color;
    g.lineWidth = width;
    const points = Array.from(
      { length: teeth + 1 },
      (_, i): Point => [x + (i % 2 === 1 ? 2.4 : -1.6) * dpr, top + ((bottom - top) / teeth) * i],
    );
    stroke(g, ...points);
  }
}

export function drawCross(g: CanvasRenderingContext2D, scene: Scene, x: number, y: number, r: number): void {
  const { dpr, palette } = scene;
  g.lineCap = "round";
  for (const [width, color] of [
    [4.4 * dpr, palette.color.bg],
    [2.1 * dpr, palette.color.crashed],
  ] as const) {
    g.strokeStyle = color;
    g.lineWidth = width;
    stroke(g, [x - r, y - r], [x + r, y + r]);
    stroke(g, [x + r, y - r], [x - r, y + r]);
  }
  g.lineCap = "butt";
}

type Point = readonly [number, number];

function stroke(g: CanvasRenderingContext2D, ...points: readonly Point[]): void {
  g.beginPath();
  for (const [x, y] of points) g.lineTo(x, y);
  g.stroke();
}
