import { DAY } from "@/lib/domain/zone-clock";
import type { Lane } from "./lanes";
import { placeOn, type Scene, scaleOf } from "./scene";
import type { Span } from "./span";

/** What is marked stays as it is, the rest stands back; an edge is drawn where the mark begins and where it ends. */
export function drawSpan(
  g: CanvasRenderingContext2D,
  scene: Scene,
  first: number,
  last: number,
  topOf: (i: number) => number,
): void {
  const { span, begin, clock, dpr, palette } = scene;
  if (!span && begin === null) return;
  const { width, x } = scaleOf(scene);
  const edge = Math.max(1, Math.round(1.5 * dpr));
  for (let i = first; i <= last; i++) {
    const lane = scene.lanes[i];
    if (!lane) continue;
    const [top, height] = [topOf(i), topOf(i + 1) - topOf(i)];
    const mark = (at: number) => {
      g.fillStyle = palette.color.ink;
      g.fillRect(Math.round(at) - (edge >> 1), top, edge, height);
    };
    if (span) {
      const [from, until] = marked(lane, span, scene);
      const [left, right] = [Math.max(0, x(from)), Math.min(width, x(until))];
      g.fillStyle = palette.color.bg;
      g.globalAlpha = 0.72;
      if (right <= left) g.fillRect(0, top, width, height);
      else {
        g.fillRect(0, top, left, height);
        g.fillRect(right, top, width - right, height);
      }
      g.globalAlpha = 1;
      if (placeOn(lane, span.from, clock) !== null) mark(x(from));
      if (placeOn(lane, span.until - 1, clock) !== null) mark(x(until));
    }
    const began = begin === null ? null : placeOn(lane, begin, clock);
    if (began !== null) mark(x(began));
  }
}

/** The part of a lane's axis that is marked; without length where none is. */
function marked(lane: Lane, span: Span, { clock }: Scene): readonly [number, number] {
  if (lane.day === null) return [span.from, span.until];
  if (span.from >= lane.until || span.until <= lane.from) return [0, 0];
  const from = span.from <= lane.from ? 0 : clock.sinceMidnight(span.from, lane.day);
  // The last millisecond tells the wall clock: the end itself may belong to the next day.
  const until = span.until >= lane.until ? DAY : clock.sinceMidnight(span.until - 1, lane.day) + 1;
  return [from, until];
}
