/** `4 s`, `12 min`, `2 h 05 m`, `3 d 4 h`: two units at most, never negative. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 72) return `${hours} h ${String(minutes % 60).padStart(2, "0")} m`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `3 min ago`; an instant ahead of `now` is a clock that differs, and reads `just now`. */
export function ago(at: number, now: number): string {
  return now - at < 1000 ? "just now" : `${duration(now - at)} ago`;
}

/** `1.4 s`, `320 ms`: how long a machine took. */
export function took(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** `+0.3 s`, `−2.5 s`; below a twentieth of a second there is no direction to tell. */
export function clockSkew(ms: number): string {
  const sign = ms > 49 ? "+" : ms < -49 ? "−" : "";
  return `${sign}${(Math.abs(ms) / 1000).toFixed(1)} s`;
}
