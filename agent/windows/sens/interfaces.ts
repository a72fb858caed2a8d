import { SENS } from "@/lib/domain/audit-event";

/** What SENS calls on a subscriber: sensevts.h, in the order of the table and of the dispatch ids from 1 on. */
export interface SensInterface {
  readonly name: "ISensLogon" | "ISensLogon2";
  readonly iid: string;
  /** Whose events are subscribed to: SENSGUID_EVENTCLASS_… of sens.h. */
  readonly eventClass: string;
  readonly methods: readonly { readonly name: string; readonly code: number }[];
  /** Whether a method says the session beside the name. */
  readonly hasSession: boolean;
}

export const SENS_PUBLISHER = "{5fee1bd6-5b9b-11d1-8dd2-00aa004abd5e}";

const SENS_LOGON: SensInterface = {
  name: "ISensLogon",
  iid: "{d597bab3-5b9f-11d1-8dd2-00aa004abd5e}",
  eventClass: "{d5978630-5b9f-11d1-8dd2-00aa004abd5e}",
  hasSession: false,
  methods: [
    { name: "Logon", code: SENS.LOGON },
    { name: "Logoff", code: SENS.LOGOFF },
    { name: "StartShell", code: SENS.START_SHELL },
    { name: "DisplayLock", code: SENS.LOCK },
    { name: "DisplayUnlock", code: SENS.UNLOCK },
    { name: "StartScreenSaver", code: SENS.START_SCREEN_SAVER },
    { name: "StopScreenSaver", code: SENS.STOP_SCREEN_SAVER },
  ],
};

const SENS_LOGON_2: SensInterface = {
  name: "ISensLogon2",
  iid: "{d597bab4-5b9f-11d1-8dd2-00aa004abd5e}",
  eventClass: "{d5978650-5b9f-11d1-8dd2-00aa004abd5e}",
  hasSession: true,
  methods: [
    { name: "Logon", code: SENS.LOGON },
    { name: "Logoff", code: SENS.LOGOFF },
    { name: "SessionDisconnect", code: SENS.DISCONNECT },
    { name: "SessionReconnect", code: SENS.RECONNECT },
    { name: "PostShell", code: SENS.POST_SHELL },
  ],
};

export const SENS_INTERFACES: readonly SensInterface[] = [SENS_LOGON, SENS_LOGON_2];
