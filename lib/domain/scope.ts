import { shortHostName } from "./host-name";
import { globMatches } from "./session-query";

/** What somebody's orders may hit. A list that is empty does not narrow; where both are given, both must hold. */
export interface Scope {
  /** Names of hosts: `*` stands for any text, `?` for one character. */
  readonly hosts: readonly string[];
  /** Groups of associates. */
  readonly groups: readonly string[];
}

/** Where a session is, as far as a scope asks. */
export interface Place {
  readonly hostName: string;
  /** Of the associate; empty for an account that is nobody's. */
  readonly group: string;
}

export const EVERYTHING: Scope = { hosts: [], groups: [] };

export function isEverything({ hosts, groups }: Scope): boolean {
  return hosts.length === 0 && groups.length === 0;
}

export function holdsHost({ hosts }: Scope, hostName: string): boolean {
  return hosts.length === 0 || hosts.some((pattern) => hostMatches(pattern, hostName));
}

export function holdsPlace(scope: Scope, { hostName, group }: Place): boolean {
  return holdsHost(scope, hostName) && holdsGroup(scope, group);
}

function holdsGroup({ groups }: Scope, group: string): boolean {
  return groups.length === 0 || groups.some((one) => one.toLowerCase() === group.toLowerCase());
}

/** A pattern without a dot means the short name: `TS-0?` holds `ts-01.corp.example`. */
function hostMatches(pattern: string, hostName: string): boolean {
  const name = pattern.includes(".") ? hostName : (shortHostName(hostName) ?? hostName);
  return globMatches(pattern, name, "?");
}

/** `everything`, or what it narrows to. */
export function scopeWords(scope: Scope): string {
  const { hosts, groups } = scope;
  if (isEverything(scope)) return "everything";
  const onHosts = hosts.length > 0 ? `on ${listWords(hosts)}` : "";
  const ofGroups = groups.length > 0 ? `associates of ${listWords(groups)}` : "everyone";
  return onHosts === "" ? ofGroups : `${ofGroups} ${onHosts}`;
}

function listWords(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}
