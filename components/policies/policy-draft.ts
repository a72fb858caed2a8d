import type { PolicyRule, PolicyTerms, PolicyVerb } from "@/lib/domain/policy";

/** A policy as it stands in the form: every rule keeps what was typed while another one is looked at. */
export interface PolicyDraft {
  readonly groups: string;
  readonly hosts: string;
  readonly exceptAssociates: string;
  readonly exceptHosts: string;
  readonly kind: PolicyRule["kind"];
  readonly days: readonly number[];
  readonly from: string;
  readonly until: string;
  readonly idle: number;
  readonly idleUnit: number;
  readonly duration: number;
  readonly durationUnit: number;
  readonly most: number;
  readonly graceMinutes: number;
  readonly verb: PolicyVerb;
  readonly thenLogOff: boolean;
  readonly thenMinutes: number;
}

export const EMPTY_DRAFT: PolicyDraft = {
  ...{ groups: "", hosts: "", exceptAssociates: "", exceptHosts: "" },
  kind: "idle",
  ...{ days: [0, 1, 2, 3, 4], from: "07:00", until: "19:00" },
  ...{ idle: 2, idleUnit: 60, duration: 12, durationUnit: 60, most: 1 },
  ...{ graceMinutes: 15, verb: "log_off", thenLogOff: false, thenMinutes: 60 },
};

export function draftOf({ scope, except, rule, steps }: PolicyTerms): PolicyDraft {
  const draft = {
    ...EMPTY_DRAFT,
    groups: scope.groups.join(", "),
    hosts: scope.hosts.join(", "),
    exceptAssociates: except.associates.join(", "),
    exceptHosts: except.hosts.join(", "),
    kind: rule.kind,
    graceMinutes: steps.graceMinutes,
    verb: steps.verb,
    thenLogOff: steps.thenLogOffAfterMinutes !== null,
    thenMinutes: steps.thenLogOffAfterMinutes ?? EMPTY_DRAFT.thenMinutes,
  };
  switch (rule.kind) {
    case "hours":
      return { ...draft, days: rule.days, from: rule.from, until: rule.until };
    case "idle":
      return { ...draft, idle: rule.minutes / unitOf(rule.minutes), idleUnit: unitOf(rule.minutes) };
    case "duration":
      return { ...draft, duration: rule.minutes / unitOf(rule.minutes), durationUnit: unitOf(rule.minutes) };
    case "concurrent":
      return { ...draft, most: rule.most };
  }
}

/** The largest unit that keeps the number whole. */
function unitOf(minutes: number): number {
  return [1_440, 60].find((unit) => minutes % unit === 0) ?? 1;
}

export function termsOf(draft: PolicyDraft): PolicyTerms {
  return {
    scope: { hosts: listOf(draft.hosts), groups: listOf(draft.groups) },
    except: { associates: listOf(draft.exceptAssociates), hosts: listOf(draft.exceptHosts) },
    rule: ruleOf(draft),
    steps: {
      graceMinutes: draft.graceMinutes,
      verb: draft.verb,
      thenLogOffAfterMinutes: draft.verb === "disconnect" && draft.thenLogOff ? draft.thenMinutes : null,
    },
  };
}

function ruleOf(draft: PolicyDraft): PolicyRule {
  switch (draft.kind) {
    case "hours":
      return { kind: "hours", days: [...draft.days].sort(), from: draft.from, until: draft.until };
    case "idle":
      return { kind: "idle", minutes: draft.idle * draft.idleUnit };
    case "duration":
      return { kind: "duration", minutes: draft.duration * draft.durationUnit };
    case "concurrent":
      return { kind: "concurrent", most: draft.most };
  }
}

/** Names of groups may hold spaces: commas part them. */
function listOf(text: string): string[] {
  return text
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}
