/** Somebody else spoke in a host's name, and was refused. */
export const AGENT_ALARMS = ["cloned", "forged", "foreign", "takeover"] as const;
export type AgentAlarm = (typeof AGENT_ALARMS)[number];

/** What was met, and what to do about it. */
export const ALARM_WORDS: Readonly<Record<AgentAlarm, { readonly what: string; readonly cure: string }>> = {
  cloned: {
    what: "Two programs use this host's key: a copy of its state folder runs elsewhere, or an old copy was restored. The older sequence was refused.",
    cure: "Find the copy and stop it, then re-enrol this host: the new key makes every copy worthless.",
  },
  forged: {
    what: "Somebody sent requests in this host's name without its key. They were refused.",
    cure: "Look for the sender in the gateway's log. The key itself is safe; settle this when the sender is found.",
  },
  foreign: {
    what: "This host's key was used to speak for another machine. That was refused.",
    cure: "Its state folder was copied to another machine: remove it there, enrol that machine by itself, and re-enrol this host.",
  },
  takeover: {
    what: "Somebody with an enrolment token tried to enrol this machine afresh while its agent was reporting. That was refused.",
    cure: "If it was you, press Re-enrol and use that token. If not, revoke the token that was used: the trail names it.",
  },
};

export function isAgentAlarm(text: string | null): text is AgentAlarm {
  return AGENT_ALARMS.some((alarm) => alarm === text);
}
