#include "stand-in.h"
#include <stdio.h>

SESSION sessions[MAX_SESSIONS];
CRITICAL_SECTION guard;
LONG volatile living;
extern WCHAR last_title[], last_text[];
extern DWORD last_reader;
static DWORD last_logon = 0x20000;

BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, LPVOID reserved) {
  (void)module;
  (void)reserved;
  if (reason == DLL_PROCESS_ATTACH) {
    InitializeCriticalSection(&guard);
    start_events();
  }
  return TRUE;
}

void *give(size_t size) {
  InterlockedIncrement(&living);
  return malloc(size ? size : 1);
}

void take_back(void *memory) {
  if (!memory) return;
  InterlockedDecrement(&living);
  free(memory);
}

SESSION *find_session(DWORD id) {
  for (int i = 0; i < MAX_SESSIONS; i++)
    if (sessions[i].used && sessions[i].id == id) return sessions + i;
  return NULL;
}

LONGLONG time_now(void) {
  FILETIME now;
  GetSystemTimeAsFileTime(&now);
  return ((LONGLONG)now.dwHighDateTime << 32) | now.dwLowDateTime;
}

LUID process_logon(void) {
  TOKEN_STATISTICS statistics = {0};
  DWORD used;
  HANDLE token;
  if (OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)) {
    GetTokenInformation(token, TokenStatistics, &statistics, sizeof statistics, &used);
    CloseHandle(token);
  }
  return statistics.AuthenticationId;
}

/* What Windows writes of a logon, a logoff and a disconnection. */
static void security(const SESSION *session, int id, LUID logon, LUID linked, BOOL elevated) {
  static WCHAR data[8000];
  swprintf(data, 8000,
           L"<EventData><Data Name='TargetUserSid'>S-1-5-21-1111111111-2222222222-3333333333-%lu</Data>"
           L"<Data Name='TargetUserName'>%ls</Data><Data Name='TargetDomainName'>%ls</Data>"
           L"<Data Name='TargetLogonId'>0x%lx</Data><Data Name='LogonType'>%d</Data>"
           L"<Data Name='LogonProcessName'>User32 </Data><Data Name='TargetLinkedLogonId'>0x%lx</Data>"
           L"<Data Name='ElevatedToken'>%ls</Data></EventData>",
           session->rid, session->user, session->domain, logon.LowPart, session->remote ? 10 : 2, linked.LowPart,
           elevated ? L"%%1842" : L"%%1843");
  write_event(SECURITY, id, L"Microsoft-Windows-Security-Auditing", data);
}

static void winlogon(const SESSION *session, int id) {
  static WCHAR data[400];
  swprintf(data, 400,
           L"<EventData><Data Name='TSId'>%lu</Data>"
           L"<Data Name='UserSid'>S-1-5-21-1111111111-2222222222-3333333333-%lu</Data></EventData>",
           session->id, session->rid);
  write_event(SYSTEM, id, L"Microsoft-Windows-Winlogon", data);
}

static void manager(const SESSION *session, int id) {
  static WCHAR data[2000];
  swprintf(data, 2000,
           L"<UserData><EventXML xmlns='Event_NS'><User>%ls\\%ls</User><SessionID>%lu</SessionID>"
           L"<Address>LOCAL</Address></EventXML></UserData>",
           session->domain, session->user, session->id);
  write_event(MANAGER, id, L"Microsoft-Windows-TerminalServices-LocalSessionManager", data);
}

void tell_logon(const SESSION *session) {
  LUID none = {0, 0};
  if (session->administrator) security(session, 4624, session->elevated, session->logon, TRUE);
  security(session, 4624, session->logon, session->administrator ? session->elevated : none, FALSE);
  winlogon(session, 7001);
  manager(session, 21);
}

void tell_logoff(const SESSION *session) {
  LUID none = {0, 0};
  security(session, 4647, session->logon, none, FALSE);
  winlogon(session, 7002);
  manager(session, 23);
  security(session, 4634, session->logon, none, FALSE);
  if (session->administrator) security(session, 4634, session->elevated, none, TRUE);
}

void tell_disconnect(const SESSION *session) { manager(session, 24); }

/* The lowest number that is free, as Windows gives it. An administrator's own logon is this process's. */
int StandInLogOn(const WCHAR *domain, const WCHAR *user, const WCHAR *client, const BYTE *address, int kind) {
  SESSION *session = NULL;
  DWORD id = 1;
  EnterCriticalSection(&guard);
  while (find_session(id)) id++;
  for (int i = 0; i < MAX_SESSIONS && !session; i++)
    if (!sessions[i].used) session = sessions + i;
  if (!session) {
    LeaveCriticalSection(&guard);
    return -1;
  }
  memset(session, 0, sizeof *session);
  session->used = TRUE;
  session->id = id;
  session->state = WTSActive;
  session->administrator = (kind & ADMINISTRATOR) != 0;
  session->remote = (kind & REMOTE) != 0;
  wcsncpy(session->user, user, NAME_LENGTH - 1);
  wcsncpy(session->domain, domain, NAME_LENGTH - 1);
  wcsncpy(session->client, client, NAME_LENGTH - 1);
  memcpy(session->address, address, sizeof session->address);
  if (session->remote) swprintf(session->station, 33, L"RDP-Tcp#%lu", id);
  else wcscpy(session->station, L"Console");
  session->logged_on = session->connected = session->last_input = time_now();
  session->elevated.LowPart = last_logon += 0x1000;
  session->logon.LowPart = last_logon += 0x80;
  if (session->administrator) session->logon = process_logon();
  session->rid = 1000;
  for (const WCHAR *c = user; *c; c++) session->rid = session->rid * 31 + *c;
  session->rid &= 0xfffffff;
  tell_logon(session);
  LeaveCriticalSection(&guard);
  return (int)id;
}

/* Something of Windows' own: a listener, the services, a logon screen. */
void StandInStation(int id, int state, const WCHAR *station) {
  EnterCriticalSection(&guard);
  for (int i = 0; i < MAX_SESSIONS; i++) {
    if (sessions[i].used) continue;
    memset(sessions + i, 0, sizeof sessions[i]);
    sessions[i].used = TRUE;
    sessions[i].id = id;
    sessions[i].state = state;
    wcsncpy(sessions[i].station, station, 32);
    break;
  }
  LeaveCriticalSection(&guard);
}

void StandInLock(int id, int locked, int idle_seconds) {
  EnterCriticalSection(&guard);
  SESSION *session = find_session(id);
  if (session) {
    session->locked = locked;
    session->last_input = time_now() - (LONGLONG)idle_seconds * 10000000;
  }
  LeaveCriticalSection(&guard);
}

void StandInRemove(int id) {
  EnterCriticalSection(&guard);
  SESSION *session = find_session(id);
  if (session) session->used = FALSE;
  LeaveCriticalSection(&guard);
}

/* An event whose text is longer than a first buffer. */
void StandInWriteLong(int length) {
  static WCHAR data[20000];
  int n = swprintf(data, 400,
                   L"<EventData><Data Name='TargetUserName'>long</Data><Data Name='TargetLogonId'>0x99</Data>"
                   L"<Data Name='ProcessName'>");
  for (int i = 0; i < length && n < 19900; i++) data[n++] = L'\u00e4';
  wcscpy(data + n, L"</Data></EventData>");
  write_event(SECURITY, 4624, L"Microsoft-Windows-Security-Auditing", data);
}

/* Nothing that tells of sessions. */
void StandInWriteOther(int channel, int count) {
  while (count-- > 0) write_event(channel, 5156, L"Microsoft-Windows-Security-Auditing", L"<EventData/>");
}

int StandInLiving(void) { return living; }
int StandInLastReader(void) { return (int)last_reader; }
const WCHAR *StandInLastTitle(void) { return last_title; }
const WCHAR *StandInLastText(void) { return last_text; }
DWORD64 StandInProcessLogon(void) {
  LUID logon = process_logon();
  return ((DWORD64)(DWORD)logon.HighPart << 32) | logon.LowPart;
}

int StandInEventLayout(int which) {
  switch (which) {
    case 0: return sizeof(EVT_VARIANT);
    case 1: return offsetof(EVT_VARIANT, Type);
    case 2: return EvtVarTypeUInt64;
    default: return -1;
  }
}
