import { Icon } from "./icon";

interface ChipProps {
  /** `state` in `state:idle`. */
  readonly name: string;
  readonly value: string;
  readonly onRemove?: () => void;
}

/** One term of a query. */
export function Chip({ name, value, onRemove }: ChipProps) {
  return (
    <span className="chip">
      <span className="k">{name}</span>
      <span className="op">:</span>
      <span className="v">{value}</span>
      {onRemove && (
        <button type="button" className="x" onClick={onRemove} aria-label={`Clear ${name}:${value}`}>
          <Icon name="x" />
        </button>
      )}
    </span>
  );
}
