"use client";

import { useLayoutEffect, useRef } from "react";
import { StateGlyph } from "@/components/ui/state";
import { visibleText } from "@/lib/format/count";
import { duration } from "@/lib/format/duration";
import { ConfidenceGlyph } from "./confidence";
import { endingSentence, moment, range } from "./names";
import type { Tip } from "./timeline";

/** The same words as the accessible name, laid out for the eye. */
export function TimelineTip({ tip, timeZone }: { readonly tip: Tip; readonly timeZone: string }) {
  const box = useRef<HTMLDivElement>(null);
  const { x, y } = tip;
  useLayoutEffect(() => {
    const at = box.current;
    const root = at?.parentElement?.getBoundingClientRect();
    if (!at || !root) return;
    const left = x + 14 + at.offsetWidth > innerWidth - 8 ? x - at.offsetWidth - 10 : x + 14;
    const top = y + 16 + at.offsetHeight > innerHeight - 8 ? y - at.offsetHeight - 12 : y + 16;
    at.style.transform = `translate(${Math.round(left - root.left)}px, ${Math.round(top - root.top)}px)`;
  }, [x, y]);
  return (
    <div className="tl-tip" ref={box} aria-hidden="true">
      <TipWords tip={tip} timeZone={timeZone} />
    </div>
  );
}

function TipWords({ tip, timeZone }: { readonly tip: Tip; readonly timeZone: string }) {
  if (!tip.part) {
    if (!tip.gap) return null;
    return (
      <>
        <div className="tl-tip-h">
          <b>No data</b>
          <span>{range(tip.gap.from, tip.gap.until, timeZone)}</span>
        </div>
        <div className="tl-tip-e">{tip.gap.because} Whether anyone was on is not known.</div>
      </>
    );
  }
  const { piece } = tip.part;
  const { session } = piece;
  return (
    <>
      <div className="tl-tip-h" data-s={piece.state}>
        {piece.doubt ? <ConfidenceGlyph confidence="interval" /> : <StateGlyph state={piece.state} />}
        <b>{piece.doubt ? "Not certain" : piece.state.charAt(0).toUpperCase() + piece.state.slice(1)}</b>
        <span>
          {range(piece.from, piece.until, timeZone)} · {duration(piece.until - piece.from)}
        </span>
      </div>
      <div>
        <span className="mono">{visibleText(session.hostName)}</span> ·{" "}
        <span className="mono">{visibleText(session.accountName)}</span>
      </div>
      <div className="tl-tip-e">
        {piece.doubt === "start" &&
          `Start not recorded: before ${moment(piece.until, piece.from, timeZone)}. `}
        {endingSentence(session, timeZone)}
      </div>
      <div className="tl-tip-c">
        <ConfidenceGlyph confidence={session.ending.confidence} /> {session.ending.confidence}
        {session.ending.because && ` · ${visibleText(session.ending.because)}`}
      </div>
    </>
  );
}
