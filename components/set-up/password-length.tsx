const SHORTEST = 12;
const BARS = Array.from({ length: 16 }, (_, index) => index + 1);

/** Length is what counts, so length is what is shown. */
export function PasswordLength({ length }: { readonly length: number }) {
  const missing = SHORTEST - length;
  return (
    <>
      <span className="len" aria-hidden="true">
        {BARS.map((bar) => (
          <i key={bar} className={bar <= length ? "on" : undefined} />
        ))}
      </span>
      {words(length, missing)}
    </>
  );
}

function words(length: number, missing: number): string {
  if (length === 0) return `Length is what counts: ${SHORTEST} characters or more, any you like.`;
  if (missing > 0) return `${length} ${length === 1 ? "character" : "characters"}, ${missing} more to go.`;
  return `${length} characters. A sentence works.`;
}
