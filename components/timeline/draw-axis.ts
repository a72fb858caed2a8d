import { dayName, hourMinute } from "@/lib/format/clock";
import { drawCross } from "./draw-endings";
import { type Scene, scaleOf } from "./scene";
import { axisTicks } from "./ticks";

export const MARKS_HEIGHT = 20;

export function axisHeight(scene: Pick<Scene, "mode" | "marks">): number {
  return (scene.mode === "day" ? 24 : 38) + (scene.marks.length > 0 ? MARKS_HEIGHT : 0);
}

/** Hours, days where the lanes span several, and the host's marks in words. */
export function drawAxis(g: CanvasRenderingContext2D, scene: Scene): void {
  const { dpr, mode, palette } = scene;
  const { width, x } = scaleOf(scene);
  const height = Math.round(axisHeight(scene) * dpr);
  const axis = (mode === "day" ? 24 : 38) * dpr;
  const hair = Math.max(1, Math.round(dpr * 0.75));
  g.setTransform(1, 0, 0, 1, 0, 0);
  g.clearRect(0, 0, width, height);
  g.textBaseline = "middle";
  g.textAlign = "left";
  g.font = `400 ${11 * dpr}px ${palette.mono}`;
  const y = mode === "day" ? axis / 2 - dpr : axis - 10 * dpr;
  for (const tick of axisTicks(scene)) {
    const at = Math.round(x(tick.at));
    const isDay = tick.isMajor && mode === "line";
    g.fillStyle = tick.isMajor ? palette.color["line-strong"] : palette.color.line;
    g.fillRect(at, isDay ? 0 : axis - 4 * dpr, hair, isDay ? axis : 4 * dpr);
    if (!tick.label) continue;
    const length = g.measureText(tick.label).width;
    const left = mode === "day" ? Math.min(width - length, Math.max(0, at - length / 2)) : at - length / 2;
    if (left < 0 || left + length > width + 1) continue;
    if (scene.at !== null && Math.abs(at - x(scene.at)) < 38 * dpr) continue;
    g.fillStyle = tick.isMajor ? palette.color["ink-2"] : palette.color["ink-3"];
    g.fillText(tick.label, left, y);
  }
  if (mode === "line") drawDayNames(g, scene);
  g.fillStyle = palette.color.line;
  g.fillRect(0, axis - hair, width, hair);
  if (scene.marks.length > 0) drawMarkRow(g, scene, axis + (MARKS_HEIGHT * dpr) / 2);
  g.fillStyle = palette.color["line-strong"];
  g.fillRect(0, height - hair, width, hair);
  if (scene.at !== null) drawAsked(g, scene, scene.at, y, height);
}

/** A day's name stays in sight while any of the day does. */
function drawDayNames(g: CanvasRenderingContext2D, scene: Scene): void {
  const { clock, dpr, palette, view } = scene;
  const { width, x } = scaleOf(scene);
  g.font = `500 ${12 * dpr}px ${palette.font}`;
  for (let day = clock.dayNumber(view[0]), n = 0; n < 120; day++, n++) {
    const from = clock.startOfDay(day);
    if (from >= view[1]) break;
    const left = Math.max(0, x(from));
    const room = Math.min(width, x(clock.startOfDay(day + 1))) - left;
    const name = dayName(Math.max(from, view[0]), clock.timeZone);
    const [weekday = "", number = ""] = name.split(" ");
    const fits = [name, `${weekday} ${number}`, number].find(
      (text) => g.measureText(text).width + 10 * dpr < room,
    );
    if (!fits) continue;
    g.fillStyle = palette.color.ink;
    g.fillText(fits, left + 6 * dpr, 11 * dpr);
  }
}

function drawMarkRow(g: CanvasRenderingContext2D, scene: Scene, y: number): void {
  const { dpr, palette } = scene;
  const { width, x } = scaleOf(scene);
  g.font = `500 ${10.5 * dpr}px ${palette.font}`;
  let free = 0;
  const places = scene.marks.map((mark) => Math.round(x(mark.kind === "crash" ? mark.from : mark.at)));
  for (const [i, mark] of scene.marks.entries()) {
    const at = places[i] ?? 0;
    if (at < -8 * dpr || at > width + 8 * dpr) continue;
    if (mark.kind === "crash") drawCross(g, scene, at, y, 4 * dpr);
    else {
      g.fillStyle = palette.color.ink;
      g.beginPath();
      g.moveTo(at, y - 4.5 * dpr);
      g.lineTo(at + 5 * dpr, y + 4 * dpr);
      g.lineTo(at - 5 * dpr, y + 4 * dpr);
      g.fill();
    }
    const length = g.measureText(mark.label).width;
    const isLeft =
      at + 9 * dpr + length > Math.min(width, (places[i + 1] ?? Number.POSITIVE_INFINITY) - 8 * dpr);
    const left = isLeft ? at - 9 * dpr - length : at + 9 * dpr;
    if (left < free) {
      free = Math.max(free, at + 10 * dpr);
      continue;
    }
    g.fillStyle = palette.color["ink-2"];
    g.fillText(mark.label, left, y + 0.5 * dpr);
    free = Math.max(at, left + length) + 10 * dpr;
  }
}

function drawAsked(g: CanvasRenderingContext2D, scene: Scene, at: number, y: number, height: number): void {
  const { dpr, palette } = scene;
  const { width, x } = scaleOf(scene);
  const text = hourMinute(at, scene.clock.timeZone);
  g.font = `500 ${11 * dpr}px ${palette.mono}`;
  const length = g.measureText(text).width + 12 * dpr;
  const left = Math.min(width - length, Math.max(0, x(at) - length / 2));
  g.fillStyle = palette.color.ink;
  g.fillRect(Math.round(x(at)), y, Math.max(1, Math.round(1.5 * dpr)), height - y);
  g.beginPath();
  g.roundRect(left, y - 8.5 * dpr, length, 17 * dpr, 4 * dpr);
  g.fill();
  g.fillStyle = palette.color["ink-inverse"];
  g.fillText(text, left + 6 * dpr, y + 0.5 * dpr);
}
