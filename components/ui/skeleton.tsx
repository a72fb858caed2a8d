/** Only where the geometry of what comes is known. */
export function Skeleton({ width }: { readonly width: number | string }) {
  return <span className="skel" style={{ width }} aria-hidden="true" />;
}
