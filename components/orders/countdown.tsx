"use client";

import { useNow } from "@/components/live/use-now";

interface CountdownProps {
  readonly from: number;
  readonly until: number;
  readonly now: number;
  /** `log off`, `start`: what happens then. */
  readonly what: string;
  /** `10:51:05` */
  readonly at: string;
}

/** The time that is left, ticking, and how much of it has passed. */
export function Countdown({ from, until, now: serverNow, what, at }: CountdownProps) {
  const now = useNow(serverNow, 250);
  const left = Math.max(0, Math.ceil((until - now) / 1000));
  const share = until > from ? Math.min(1, Math.max(0, (now - from) / (until - from))) : 1;
  return (
    <>
      <div>
        <div className="big" role="timer" aria-label={`Time left until ${what}`}>
          {clockOf(left)}
        </div>
        <div className="under">
          {left > 0 ? `until ${what}, ${at}` : `${what} was due at ${at}: handing out`}
        </div>
      </div>
      <div className="grace-rule" aria-hidden="true">
        <i style={{ width: `${share * 100}%` }} />
      </div>
    </>
  );
}

function clockOf(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${hours > 0 ? two(Math.floor(seconds / 60) % 60) : Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}
