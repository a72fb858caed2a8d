interface ProgressProps {
  readonly label: string;
  /** 0 to 1. */
  readonly share: number;
  readonly left: string;
  readonly right: string;
  readonly isPaused?: boolean;
}

export function Progress({ label, share, left, right, isPaused = false }: ProgressProps) {
  const percent = Math.round(Math.max(0, Math.min(1, share)) * 1000) / 10;
  return (
    <div className={isPaused ? "prog paused" : "prog"}>
      <div className="l">
        <span>{left}</span>
        <span className="trunc">{right}</span>
      </div>
      <div
        className="bar"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(percent)}
        aria-valuetext={[left, right].filter(Boolean).join(", ")}
      >
        <i style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}
