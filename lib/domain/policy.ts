import { isEverything, type Scope } from "./scope";
import { globMatches } from "./session-query";

/** What a policy holds against a session. Minutes are whole; `HH:MM` is wall clock at the site. */
export type PolicyRule =
  | {
      readonly kind: "hours";
      /** Monday is 0. */
      readonly days: readonly number[];
      readonly from: string;
      readonly until: string;
    }
  | { readonly kind: "idle"; readonly minutes: number }
  | { readonly kind: "duration"; readonly minutes: number }
  | { readonly kind: "concurrent"; readonly most: number };

export const RULE_KINDS = ["hours", "idle", "duration", "concurrent"] as const;
export const POLICY_VERBS = ["disconnect", "log_off", "force"] as const;
export type PolicyVerb = (typeof POLICY_VERBS)[number];

export interface PolicySteps {
  /** Warned for so long before anything is done; 0: at once. */
  readonly graceMinutes: number;
  readonly verb: PolicyVerb;
  /** Once disconnected by the policy and for so long since, logged off; null: it stays disconnected. */
  readonly thenLogOffAfterMinutes: number | null;
}

/** Who is left alone although the policy holds for them. */
export interface PolicyExceptions {
  /** Names of associates; `*` stands for any text. */
  readonly associates: readonly string[];
  readonly hosts: readonly string[];
}

/** off: does nothing. watching: says what it would do. on: writes orders. */
export const POLICY_STATES = ["off", "watching", "on"] as const;
export type PolicyState = (typeof POLICY_STATES)[number];

export interface PolicyTerms {
  readonly scope: Scope;
  readonly except: PolicyExceptions;
  readonly rule: PolicyRule;
  readonly steps: PolicySteps;
}

export interface PolicySubject {
  readonly associateName: string;
  readonly hostName: string;
}

export function isExcepted({ associates, hosts }: PolicyExceptions, subject: PolicySubject): boolean {
  return (
    associates.some((glob) => globMatches(glob, subject.associateName, "?")) ||
    hosts.some((glob) => globMatches(glob, subject.hostName, "?"))
  );
}

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** The whole policy as one sentence: what it reads is what it does. */
export function policySentence({ scope, except, rule, steps }: PolicyTerms): string {
  const excepted = [...except.associates, ...except.hosts.map((host) => `anyone on ${host}`)];
  const but = excepted.length > 0 ? `, except ${listed(excepted)},` : "";
  return `${capital(whose(scope))}${but} ${ruleWords(rule)} ${stepWords(steps)}.`;
}

function whose(scope: Scope): string {
  if (isEverything(scope)) return "every session";
  const of = scope.groups.length > 0 ? ` of ${listed(scope.groups)}` : "";
  const on = scope.hosts.length > 0 ? ` on ${listed(scope.hosts)}` : "";
  return `every session${of}${on}`;
}

function ruleWords(rule: PolicyRule): string {
  switch (rule.kind) {
    case "hours":
      return `outside ${rule.from}–${rule.until} ${dayWords(rule.days)}`;
    case "idle":
      return `that nobody has used for ${minutesWords(rule.minutes)}`;
    case "duration":
      return `that is older than ${minutesWords(rule.minutes)}`;
    case "concurrent":
      return rule.most === 1
        ? "beyond one at a time, the oldest first,"
        : `beyond ${rule.most} at a time, the oldest first,`;
  }
}

function stepWords({ graceMinutes, verb, thenLogOffAfterMinutes }: PolicySteps): string {
  const doing = { disconnect: "disconnected", log_off: "logged off", force: "forced off" }[verb];
  const warned =
    graceMinutes > 0 ? `is warned, ${minutesWords(graceMinutes)} later ${doing}` : `is ${doing} at once`;
  return verb === "disconnect" && thenLogOffAfterMinutes !== null
    ? `${warned}, and logged off after ${minutesWords(thenLogOffAfterMinutes)} disconnected`
    : warned;
}

function dayWords(days: readonly number[]): string {
  const key = [...days].sort((a, b) => a - b).join("");
  if (key === "0123456") return "on any day";
  if (key === "01234") return "on weekdays";
  return `on ${listed(DAYS.filter((_, day) => days.includes(day)))}`;
}

export function minutesWords(minutes: number): string {
  if (minutes % 1_440 === 0) return counted(minutes / 1_440, "day");
  if (minutes % 60 === 0) return counted(minutes / 60, "hour");
  return counted(minutes, "minute");
}

function counted(n: number, unit: string): string {
  return n === 1 ? `1 ${unit}` : `${n} ${unit}s`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
