import type { IconName } from "./icon-shapes";

interface IconProps {
  readonly name: IconName;
  readonly small?: boolean;
  /** Only where the icon stands alone and nothing else names it. */
  readonly label?: string;
}

/** Points into the sprite that the root layout draws once. */
export function Icon({ name, small = false, label }: IconProps) {
  const className = small ? "i s" : "i";
  if (label !== undefined) {
    return (
      <svg className={className} role="img" aria-label={label}>
        <use href={`#i-${name}`} />
      </svg>
    );
  }
  return (
    <svg className={className} aria-hidden="true">
      <use href={`#i-${name}`} />
    </svg>
  );
}
