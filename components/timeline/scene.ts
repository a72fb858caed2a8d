import type { SegmentKind } from "@/lib/domain/ending";
import { DAY, type ZoneClock } from "@/lib/domain/zone-clock";
import type { Lane } from "./lanes";
import type { Palette } from "./palette";
import type { Span } from "./span";

/** A mark of the host itself, through all its lanes. */
export type HostMark =
  | { readonly kind: "boot"; readonly at: number; readonly label: string }
  | { readonly kind: "crash"; readonly from: number; readonly until: number; readonly label: string };

/** Everything one frame needs. Sizes are css pixels; lanes are in their own coordinates. */
export interface Scene {
  readonly mode: "day" | "line";
  readonly lanes: readonly Lane[];
  readonly laneHeight: number;
  readonly domain: readonly [number, number];
  readonly view: readonly [number, number];
  readonly width: number;
  readonly height: number;
  readonly scrollTop: number;
  readonly dpr: number;
  readonly now: number;
  readonly clock: ZoneClock;
  readonly palette: Palette;
  readonly marks: readonly HostMark[];
  /** Usual hours, drawn as a quiet band. */
  readonly band: readonly [number, number] | null;
  /** The instant that is asked about. */
  readonly at: number | null;
  /** What is marked; the rest stands back. */
  readonly span: Span | null;
  /** Where a mark begins that has no end yet. */
  readonly begin: number | null;
}

/** Device pixels per millisecond, and where an instant of a lane lies. */
export function scaleOf(scene: Scene): {
  k: number;
  x: (v: number) => number;
  width: number;
  height: number;
} {
  const width = Math.round(scene.width * scene.dpr);
  const k = width / (scene.view[1] - scene.view[0]);
  return { k, width, height: Math.round(scene.height * scene.dpr), x: (v) => (v - scene.view[0]) * k };
}

/** The more present state stands higher, and covers the less present one. */
export const PAINT_ORDER = [
  "disconnected",
  "locked",
  "idle",
  "active",
] as const satisfies readonly SegmentKind[];

/** Full, two thirds, one third, a hairline: a grey print tells them apart. */
export function barHeight(state: SegmentKind, full: number, dpr: number): number {
  switch (state) {
    case "active":
      return full;
    case "idle":
      return Math.round((full * 2) / 3);
    case "locked":
      return Math.round(full / 3);
    case "disconnected":
      return Math.max(2, Math.round(1.5 * dpr));
  }
}

/** Where "now" lies on a lane, where it lies there at all. */
export function nowOn(lane: Lane, scene: Scene): number | null {
  return placeOn(lane, scene.now, scene.clock);
}

/** Where an instant lies on a lane's own axis; null where it lies on another lane. */
export function placeOn(lane: Lane, at: number, clock: ZoneClock): number | null {
  if (at < lane.from || at >= lane.until) return null;
  return lane.day === null ? at : clock.sinceMidnight(at, lane.day);
}

/** The instant at a place of a lane's axis: the other way round. */
export function instantOn(lane: Lane, place: number, clock: ZoneClock): number {
  const at = lane.day === null ? place : clock.instant(lane.day * DAY + place);
  return Math.min(lane.until, Math.max(lane.from, at));
}
