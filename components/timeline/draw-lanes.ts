import { DAY } from "@/lib/domain/zone-clock";
import { drawDoubt, drawEnding } from "./draw-endings";
import { drawSpan } from "./draw-span";
import { certainIn, doubtsIn, endsIn } from "./lane-index";
import type { Lane, LanePiece } from "./lanes";
import { mergeRuns } from "./merge-runs";
import { barHeight, nowOn, PAINT_ORDER, type Scene, scaleOf } from "./scene";
import { axisTicks } from "./ticks";

/** The lanes in sight: ground, doubt, certainty over it, endings, and the host's own marks. */
export function drawLanes(g: CanvasRenderingContext2D, scene: Scene): void {
  const { dpr, laneHeight, lanes, scrollTop } = scene;
  const { width, height, x } = scaleOf(scene);
  const full = Math.round((laneHeight - 6) * dpr);
  const topOf = (i: number) => Math.round((i * laneHeight - scrollTop) * dpr);
  const first = Math.max(0, Math.floor(scrollTop / laneHeight));
  const last = Math.min(lanes.length - 1, Math.floor((scrollTop + scene.height - 0.01) / laneHeight));
  g.setTransform(1, 0, 0, 1, 0, 0);
  g.clearRect(0, 0, width, height);

  drawGround(g, scene, first, last, topOf);
  for (let i = first; i <= last; i++) {
    const lane = lanes[i];
    if (!lane) continue;
    drawBaseline(g, scene, lane, topOf(i + 1) - Math.round(3 * dpr));
    drawGaps(g, scene, lane, topOf(i), topOf(i + 1));
  }
  for (let i = first; i <= last; i++) {
    const lane = lanes[i];
    if (lane) drawLane(g, scene, lane, topOf(i + 1) - Math.round(3 * dpr), full);
  }
  drawMarks(g, scene, height);
  drawSpan(g, scene, first, last, topOf);
  for (let i = first; i <= last; i++) {
    const lane = lanes[i];
    const now = lane && nowOn(lane, scene);
    if (now === null || now === undefined) continue;
    g.fillStyle = scene.palette.color.ink;
    g.fillRect(Math.round(x(now)), topOf(i), Math.max(1, Math.round(1.5 * dpr)), topOf(i + 1) - topOf(i));
  }
  if (scene.at !== null) {
    g.fillStyle = scene.palette.color.ink;
    g.fillRect(Math.round(x(scene.at)), 0, Math.max(1, Math.round(1.5 * dpr)), height);
  }
}

function drawGround(
  g: CanvasRenderingContext2D,
  scene: Scene,
  first: number,
  last: number,
  topOf: (i: number) => number,
): void {
  const { color } = scene.palette;
  const { width, height, x } = scaleOf(scene);
  for (let i = first; i <= last; i++) {
    if (!scene.lanes[i]?.isWeekend) continue;
    g.fillStyle = color.sunken;
    g.fillRect(0, topOf(i), width, topOf(i + 1) - topOf(i));
  }
  if (scene.band) {
    const [from, until] = scene.band;
    g.fillStyle = color.ink;
    g.globalAlpha = 0.04;
    g.fillRect(x(from), 0, x(until) - x(from), height);
    g.globalAlpha = 1;
  }
  const hair = Math.max(1, Math.round(scene.dpr * 0.75));
  for (const tick of axisTicks(scene)) {
    g.fillStyle = tick.isMajor ? color["line-strong"] : color.line;
    g.fillRect(Math.round(x(tick.at)), 0, hair, height);
  }
  if (scene.band) {
    g.strokeStyle = color["ink-3"];
    g.lineWidth = scene.dpr;
    g.setLineDash([2 * scene.dpr, 3 * scene.dpr]);
    for (const edge of scene.band) vertical(g, Math.round(x(edge)) + 0.5, height);
    g.setLineDash([]);
  }
}

/** "No session" is a line: drawn only for time that has passed. */
function drawBaseline(g: CanvasRenderingContext2D, scene: Scene, lane: Lane, y: number): void {
  const { x } = scaleOf(scene);
  const [from, until] = lane.day === null ? [lane.from, lane.until] : [0, DAY];
  const end = nowOn(lane, scene) ?? (scene.now < lane.from ? from : until);
  g.fillStyle = scene.palette.color["line-strong"];
  g.fillRect(x(from), y, x(end) - x(from), Math.max(1, Math.round(scene.dpr * 0.75)));
}

function drawGaps(g: CanvasRenderingContext2D, scene: Scene, lane: Lane, top: number, bottom: number): void {
  const { x, width } = scaleOf(scene);
  for (const gap of lane.gaps) {
    const from = Math.max(0, Math.round(x(gap.left)));
    const until = Math.min(width, Math.max(from + 1, Math.round(x(gap.right))));
    if (until <= from) continue;
    g.fillStyle = scene.palette.color.bg;
    g.fillRect(from, top, until - from, bottom - top);
    g.fillStyle = scene.palette.pattern("ink-3", "cross", scene.dpr);
    g.fillRect(from, top + 1, until - from, bottom - top - 1);
  }
}

function drawLane(g: CanvasRenderingContext2D, scene: Scene, lane: Lane, bottom: number, full: number): void {
  const { dpr, palette, view } = scene;
  const { k, x, width } = scaleOf(scene);
  const pixels = (part: LanePiece): [number, number] => {
    const from = Math.round(x(part.left));
    return [from, Math.max(from + 1, Math.round(x(part.right)))];
  };
  const doubts = doubtsIn(lane, view);
  for (const part of doubts) {
    const [from, until] = pixels(part);
    const height = Math.max(barHeight(part.piece.state, full, dpr), Math.round(full / 3));
    g.fillStyle = palette.color.bg;
    g.fillRect(from, bottom - height, until - from, height);
    g.fillStyle = palette.pattern(part.piece.state, "hatch", dpr);
    g.fillRect(from, bottom - height, until - from, height);
  }
  const scale = { from: view[0], pixelsPerMs: k, width };
  // Pauses that cannot be seen at this zoom are bridged; the page says below which length.
  const bridge = bridgedMs(scene) > 0 ? Math.round(2 * dpr) : 0;
  for (const state of PAINT_ORDER) {
    const height = barHeight(state, full, dpr);
    g.fillStyle = palette.color[state];
    for (const run of mergeRuns(certainIn(lane, state, view), scale, state === "active" ? bridge : 0)) {
      g.fillRect(run.from, bottom - height, run.until - run.from, height);
    }
  }
  for (const part of doubts) drawDoubt(g, scene, part, ...pixels(part), bottom, full, width);
  let capAt = Number.NEGATIVE_INFINITY;
  // What ends beside the picture may reach into it.
  const beside = (40 * dpr) / k;
  for (const part of endsIn(lane, [view[0] - beside, view[1] + beside])) {
    const { session } = part.piece;
    const end = pixels(part)[1];
    const isRare = session.order !== null || session.ending.kind === "crashed";
    if (!isRare && end - capAt < 8 * dpr) continue;
    capAt = end;
    drawEnding(g, scene, part, end, bottom, full, width);
  }
}

function drawMarks(g: CanvasRenderingContext2D, scene: Scene, height: number): void {
  const { dpr, palette } = scene;
  const { x } = scaleOf(scene);
  for (const mark of scene.marks) {
    if (mark.kind === "boot") {
      g.strokeStyle = palette.color["ink-3"];
      g.lineWidth = Math.max(1, Math.round(dpr * 0.9));
      g.setLineDash([4 * dpr, 3 * dpr]);
      vertical(g, Math.round(x(mark.at)) + 0.5, height);
      g.setLineDash([]);
      continue;
    }
    const from = Math.round(x(mark.from));
    g.fillStyle = palette.color.crashed;
    g.globalAlpha = 0.1;
    g.fillRect(from, 0, Math.max(2, Math.round(x(mark.until)) - from), height);
    g.globalAlpha = 1;
    g.strokeStyle = palette.color.crashed;
    g.lineWidth = 1.1 * dpr;
    g.beginPath();
    for (let y = 0, i = 0; y <= height; y += 4 * dpr, i++)
      g.lineTo(from + (i % 2 === 1 ? 1.5 : -1.5) * dpr, y);
    g.stroke();
  }
}

/** The length below which a pause between two active pieces is not drawn at this zoom; 0 where all are. */
export function bridgedMs(scene: Pick<Scene, "view" | "width">): number {
  const ms = (2 / Math.max(1, scene.width)) * (scene.view[1] - scene.view[0]);
  return ms > 5 * 60_000 ? ms : 0;
}

function vertical(g: CanvasRenderingContext2D, x: number, height: number): void {
  g.beginPath();
  g.moveTo(x, 0);
  g.lineTo(x, height);
  g.stroke();
}
