import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import { axisHeight, drawAxis } from "./draw-axis";
import { drawLanes } from "./draw-lanes";
import { type Palette, readPalette } from "./palette";
import type { Scene } from "./scene";

type Facts = Omit<Scene, "width" | "height" | "scrollTop" | "dpr" | "palette">;

interface Painting {
  readonly body: RefObject<HTMLDivElement | null>;
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly axis: RefObject<HTMLCanvasElement | null>;
  /** What labels and columns take of the width. */
  readonly aside: number;
  readonly scene: Facts;
}

interface Painted {
  readonly width: number;
  readonly height: number;
  /** First and last lane in sight, once the scrolling has stopped. */
  readonly sight: readonly [number, number];
}

const SCROLL_REST_MS = 90;

/** Paints whenever the facts, the size, the theme or the scroll position change: once a frame at most. */
export function usePainted({ body, canvas, axis, aside, scene }: Painting): Painted {
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [top, setTop] = useState(0);
  const palette = useRef<Palette | null>(null);
  const frame = useRef(0);

  const paint = useEffectEvent(() => {
    const lanesCanvas = canvas.current;
    const axisCanvas = axis.current;
    if (!lanesCanvas || !axisCanvas || size.width === 0) return;
    palette.current ??= readPalette(document.documentElement);
    const whole: Scene = {
      ...scene,
      ...size,
      scrollTop: body.current?.scrollTop ?? 0,
      dpr: window.devicePixelRatio || 1,
      palette: palette.current,
    };
    resize(lanesCanvas, whole.width, whole.height, whole.dpr);
    resize(axisCanvas, whole.width, axisHeight(whole), whole.dpr);
    const g = lanesCanvas.getContext("2d");
    const head = axisCanvas.getContext("2d");
    if (g) drawLanes(g, whole);
    if (head) drawAxis(head, whole);
  });
  const measure = useEffectEvent(() => {
    const box = body.current;
    if (!box) return;
    const next = { width: Math.max(120, box.clientWidth - aside), height: box.clientHeight };
    setSize((now) => (now.width === next.width && now.height === next.height ? now : next));
  });
  const again = useEffectEvent(() => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => paint());
  });

  useEffect(() => {
    const box = body.current;
    if (!box) return;
    let rest: ReturnType<typeof setTimeout> | undefined;
    const onScroll = () => {
      again();
      clearTimeout(rest);
      rest = setTimeout(() => setTop(box.scrollTop), SCROLL_REST_MS);
    };
    const onTheme = () => {
      palette.current = null;
      again();
    };
    const resized = new ResizeObserver(() => measure());
    resized.observe(box);
    const themed = new MutationObserver(onTheme);
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    const scheme = window.matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", onTheme);
    // Paper does not wait for a frame.
    const onPaper = () => {
      palette.current = null;
      paint();
    };
    const paper = window.matchMedia("print");
    paper.addEventListener("change", onPaper);
    box.addEventListener("scroll", onScroll, { passive: true });
    // Text measured before the fonts arrive sits wrong.
    void document.fonts.ready.then(() => again());
    measure();
    return () => {
      resized.disconnect();
      themed.disconnect();
      scheme.removeEventListener("change", onTheme);
      paper.removeEventListener("change", onPaper);
      box.removeEventListener("scroll", onScroll);
      clearTimeout(rest);
      cancelAnimationFrame(frame.current);
    };
  }, [body]);

  useEffect(() => paint());

  const first = Math.floor(top / scene.laneHeight);
  const last = Math.ceil((top + size.height) / scene.laneHeight);
  return { ...size, sight: [first, last] };
}

function resize(canvas: HTMLCanvasElement, width: number, height: number, dpr: number): void {
  const w = Math.round(width * dpr);
  const h = Math.round(height * dpr);
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
}
