import type { AuditEvent } from "../audit-event";
import { type BootDraft, startBefore } from "./boot-draft";
import { type BootMark, WRITTEN_LATE } from "./boot-marks";
import { groupBy } from "./group-by";
import { lastWhere } from "./last-where";

/** How far apart two logs may date one start. */
const SAME_START_MS = 15 * 60_000;

export interface JoinedMark {
  readonly mark: BootMark;
  readonly draft: BootDraft;
}

export function joinKnownBoots(drafts: BootDraft[], events: readonly AuditEvent[]): void {
  const byBoot = new Map(drafts.flatMap((draft) => (draft.boot === null ? [] : [[draft.boot, draft]])));
  const added = new Set<BootDraft>();
  for (const event of events) {
    if (event.boot === null) continue;
    let draft = byBoot.get(event.boot);
    if (!draft) {
      draft = { boot: event.boot, isMarked: false, startAt: event.at, events: [] };
      byBoot.set(event.boot, draft);
      added.add(draft);
    }
    draft.events.push(event);
    if (added.has(draft)) startBefore(draft, event.at);
  }
  for (const draft of added) {
    const later = drafts.findIndex((other) => other.startAt > draft.startAt);
    drafts.splice(later < 0 ? drafts.length : later, 0, draft);
  }
}

/** Starts that another log tells: they date a boot that is known already, or add one. */
export function joinMarks(drafts: BootDraft[], marks: readonly BootMark[]): JoinedMark[] {
  // Newest first: of the marks before the first record, the last one is that boot's own start.
  const newestFirst = [...marks].sort((a, b) => b.at - a.at || b.place - a.place);
  const joined = newestFirst.map((mark) => {
    const draft = sameStart(drafts, mark.at) ?? startedAt(drafts, mark.at);
    startBefore(draft, mark.at);
    return { mark, draft };
  });
  return joined.sort((a, b) => a.mark.place - b.mark.place);
}

/** Events that do not know their boot: by the marks of their own log in record order, else by time. */
export function joinByTime(
  drafts: BootDraft[],
  events: readonly AuditEvent[],
  joined: readonly JoinedMark[],
): void {
  const unknown = events.filter((event) => event.boot === null);
  if (unknown.length === 0) return;
  addHead(drafts, unknown);
  const order = new Map(drafts.map((draft, i) => [draft, i]));
  const marked = new Set(joined.map(({ draft }) => draft));
  const starts = drafts.map((draft) => ({ at: draft.startAt, draft })).sort((a, b) => a.at - b.at);
  const marksByLog = groupBy(joined, ({ mark }) => mark.log);

  const places = placesOf(events);
  for (const event of unknown) {
    const place = places.get(event) ?? 0;
    const byTime = lastWhere(starts, (start) => start.at <= event.at)?.draft ?? drafts[0];
    const byMark = lastWhere(marksByLog.get(event.log) ?? [], ({ mark }) => mark.place <= place)?.draft;
    if (!byTime) continue;
    if (!byMark) byTime.events.push(event);
    else {
      const boot = order.get(byMark) ?? 0;
      const isLate = WRITTEN_LATE.has(event.eventId) && event.at < byMark.startAt;
      const isPast = (order.get(byTime) ?? 0) > boot && !marked.has(byTime);
      const chosen = isLate ? (drafts[boot - 1] ?? byMark) : isPast ? byTime : byMark;
      chosen.events.push(event);
    }
  }
}

/** Of each event among its own log's, as they were written. */
function placesOf(events: readonly AuditEvent[]): ReadonlyMap<AuditEvent, number> {
  const places = new Map<AuditEvent, number>();
  for (const list of groupBy(events, ({ log }) => log).values())
    for (const [place, event] of list.entries()) places.set(event, place);
  return places;
}

function sameStart(drafts: readonly BootDraft[], at: number): BootDraft | null {
  let nearest: BootDraft | null = null;
  for (const draft of drafts) {
    if (!draft.isMarked && draft.boot === null) continue;
    const distance = Math.abs(draft.startAt - at);
    if (distance <= SAME_START_MS && (!nearest || distance < Math.abs(nearest.startAt - at))) nearest = draft;
  }
  return nearest;
}

/** The boot that a start opens which no other log has told so far. */
function startedAt(drafts: BootDraft[], at: number): BootDraft {
  let running = -1;
  for (const [i, draft] of drafts.entries()) {
    const best = drafts[running];
    if (draft.startAt <= at && (!best || draft.startAt >= best.startAt)) running = i;
  }
  const draft = drafts[running];
  const first = drafts[0];
  if (!draft && first && !first.isMarked) {
    first.isMarked = true;
    return first;
  }
  if (draft?.boot != null) return draft;
  const cut = draft ? draft.events.findIndex((event) => event.at >= at) : -1;
  const added: BootDraft = { boot: null, isMarked: true, startAt: at, events: [] };
  if (draft && cut >= 0) for (const event of draft.events.splice(cut)) added.events.push(event);
  drafts.splice(running + 1, 0, added);
  return added;
}

/** Where the first boot's start is known, what is older belongs to a boot before it. */
function addHead(drafts: BootDraft[], unknown: readonly AuditEvent[]): void {
  const first = drafts[0];
  if (first && !first.isMarked && first.boot === null) return;
  const earliest = Math.min(...drafts.map((draft) => draft.startAt));
  if (first && !unknown.some((event) => event.at < earliest)) return;
  drafts.unshift({ boot: null, isMarked: false, startAt: Number.NEGATIVE_INFINITY, events: [] });
}
