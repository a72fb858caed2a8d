import { type Fields, isFields } from "./fields";

const MAX_DEPTH = 6;

/** `{ "winlog.event_id": 1 }` as `{ winlog: { event_id: 1 } }`. */
export function nested(flat: Fields): Fields {
  const made: Record<string, unknown> = {};
  for (const path in flat) {
    const names = path.split(".", MAX_DEPTH);
    if (names.includes("__proto__")) continue;
    const last = names.pop() ?? path;
    let place = made;
    for (const name of names) {
      const inner = place[name];
      const next: Record<string, unknown> = isFields(inner) ? inner : {};
      place[name] = next;
      place = next;
    }
    place[last] = flat[path];
  }
  // So that nobody comes here twice for one record.
  if (!isFields(made.winlog)) made.winlog = {};
  return made;
}
