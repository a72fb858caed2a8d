import type { Gap } from "@/components/timeline/lanes";
import type { HostMark } from "@/components/timeline/scene";
import { isStale } from "@/lib/domain/live-session";
import { hourMinute } from "@/lib/format/clock";

interface BootFacts {
  readonly startedAt: Date;
  readonly crashedAfter: Date | null;
  readonly crashedBefore: Date | null;
}

/** Boots and crashes of the host, in the order of time. */
export function hostMarks(boots: readonly BootFacts[], timeZone: string): HostMark[] {
  return boots.flatMap((boot): HostMark[] => {
    const at = boot.startedAt.getTime();
    const mark: HostMark = { kind: "boot", at, label: `Boot ${hourMinute(at, timeZone)}` };
    if (boot.crashedAfter === null) return [mark];
    const from = boot.crashedAfter.getTime();
    const until = Math.max(from, boot.crashedBefore?.getTime() ?? at);
    return [{ kind: "crash", from, until, label: `Crash before ${hourMinute(until, timeZone)}` }, mark];
  });
}

interface HostFacts {
  readonly reportedAt: Date | null;
  readonly recordedSince: Date | null;
  readonly enrolledAt: Date | null;
}

/** Before the first boot that is known, and since an agent fell silent, nobody can say. */
export function hostGaps(
  host: HostFacts,
  window: { readonly from: number; readonly until: number },
  now: number,
  timeZone: string,
): Gap[] {
  const end = Math.min(window.until, now);
  const since = host.recordedSince?.getTime() ?? end;
  const gaps: Gap[] = [];
  if (since > window.from) {
    gaps.push({ from: window.from, until: Math.min(since, end), because: "No log of this time was read." });
  }
  const reported = host.reportedAt?.getTime() ?? null;
  if (host.enrolledAt !== null && reported !== null && isStale(reported, now) && reported < end) {
    gaps.push({
      from: Math.max(window.from, reported),
      until: end,
      because: `The host has not reported since ${hourMinute(reported, timeZone)}.`,
    });
  }
  return gaps.filter((gap) => gap.until > gap.from);
}
