/** A moon in a square. */
export function BrandMark() {
  return (
    <svg className="mark" viewBox="0 0 20 20" aria-hidden="true">
      <rect width="20" height="20" rx="5" fill="currentColor" />
      <path d="M14.6 11.5A5.2 5.2 0 0 1 8.4 5.2a5.2 5.2 0 1 0 6.2 6.3z" fill="var(--ink-inverse)" />
    </svg>
  );
}
