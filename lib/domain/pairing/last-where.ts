/** The last item for which the test holds, in a list where it holds for a head and for nothing after it. */
export function lastWhere<T>(items: readonly T[], holds: (item: T) => boolean): T | undefined {
  return items[countWhere(items, holds) - 1];
}

/** How many items stand in that head. */
export function countWhere<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}
