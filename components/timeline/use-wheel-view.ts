import { type RefObject, useEffect, useEffectEvent } from "react";
import { panned, type View, zoomed } from "./keys";

interface WheelView {
  readonly body: RefObject<HTMLDivElement | null>;
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly view: View;
  readonly domain: View;
  readonly width: number;
  readonly onView: (view: View) => void;
}

/** Ctrl and the wheel zoom about the pointer; a wheel that turns sideways, or Shift and a wheel, pan. The rest is the page's. */
export function useWheelView({ body, canvas, view, domain, width, onView }: WheelView): void {
  const onWheel = useEffectEvent((event: WheelEvent) => {
    const perPx = (view[1] - view[0]) / Math.max(1, width);
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const share =
        (event.clientX - (canvas.current?.getBoundingClientRect().left ?? 0)) / Math.max(1, width);
      onView(zoomed(view, domain, Math.exp(Math.max(-120, Math.min(120, event.deltaY)) * 0.004), share));
      return;
    }
    const isWhole = view[0] <= domain[0] && view[1] >= domain[1];
    const across = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    const isAcross = event.shiftKey || Math.abs(across) > Math.abs(event.deltaY);
    if (isWhole || across === 0 || !isAcross) return;
    event.preventDefault();
    onView(panned(view, domain, across * perPx));
  });
  useEffect(() => {
    const box = body.current;
    box?.addEventListener("wheel", onWheel, { passive: false });
    return () => box?.removeEventListener("wheel", onWheel);
  }, [body]);
}
