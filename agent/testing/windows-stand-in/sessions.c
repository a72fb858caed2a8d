#include "stand-in.h"

/* As Microsoft's wtsapi32.h has them; mingw-w64's lacks these. */
typedef struct {
  DWORD ExecEnvId;
  WTS_CONNECTSTATE_CLASS State;
  DWORD SessionId;
  LPWSTR pSessionName, pHostName, pUserName, pDomainName, pFarmName;
} SESSION_INFO_1W;
typedef struct {
  ULONG SessionId;
  WTS_CONNECTSTATE_CLASS SessionState;
  LONG SessionFlags;
  WCHAR WinStationName[33], UserName[21], DomainName[18];
  LARGE_INTEGER LogonTime, ConnectTime, DisconnectTime, LastInputTime, CurrentTime;
  DWORD IncomingBytes, OutgoingBytes, IncomingFrames, OutgoingFrames, IncomingCompressedBytes, OutgoingCompressedBytes;
} INFO_EX_LEVEL_1W;
typedef struct {
  DWORD Level;
  union { INFO_EX_LEVEL_1W Level1; } Data;
} INFO_EX_W;

#define NOT_FOUND 7022 /* ERROR_CTX_WINSTATION_NOT_FOUND */

static DWORD volatile delay;
static BOOL volatile vanishes;

/* How long an enumeration takes. */
void StandInDelay(int milliseconds) { delay = milliseconds; }

/* A session that is gone by the time it should be disconnected. */
void StandInVanish(int yes) { vanishes = yes; }

static WCHAR *copy_of(const WCHAR *text) {
  WCHAR *copy;
  if (!*text) return NULL;
  copy = give((wcslen(text) + 1) * sizeof *text);
  wcscpy(copy, text);
  return copy;
}

static void cut(WCHAR *to, const WCHAR *from, size_t size) {
  wcsncpy(to, from, size - 1);
  to[size - 1] = 0;
}

BOOL WINAPI WTSEnumerateSessionsExW(HANDLE server, DWORD *level, DWORD filter, SESSION_INFO_1W **list, DWORD *count) {
  DWORD found = 0;
  if (server || !level || *level != 1 || filter || !list || !count) {
    SetLastError(ERROR_INVALID_PARAMETER);
    return FALSE;
  }
  Sleep(delay);
  EnterCriticalSection(&guard);
  *list = give(MAX_SESSIONS * sizeof **list);
  memset(*list, 0, MAX_SESSIONS * sizeof **list);
  for (int i = 0; i < MAX_SESSIONS; i++) {
    SESSION_INFO_1W *row = *list + found;
    if (!sessions[i].used) continue;
    row->ExecEnvId = row->SessionId = sessions[i].id;
    row->State = sessions[i].state;
    row->pSessionName = copy_of(sessions[i].station);
    row->pUserName = copy_of(sessions[i].user);
    row->pDomainName = copy_of(sessions[i].domain);
    found++;
  }
  LeaveCriticalSection(&guard);
  *count = found;
  return TRUE;
}

/* Like Windows it is told what it frees, and how many. */
BOOL WINAPI WTSFreeMemoryExW(int kind, void *memory, ULONG count) {
  SESSION_INFO_1W *rows = memory;
  if (kind != 2) {
    SetLastError(ERROR_INVALID_PARAMETER);
    return FALSE;
  }
  for (ULONG i = 0; i < count; i++) {
    take_back(rows[i].pSessionName);
    take_back(rows[i].pUserName);
    take_back(rows[i].pDomainName);
  }
  take_back(memory);
  return TRUE;
}

VOID WINAPI WTSFreeMemory(PVOID memory) { take_back(memory); }

static void fill_info(INFO_EX_W *info, const SESSION *session) {
  INFO_EX_LEVEL_1W *one = &info->Data.Level1;
  memset(info, 0, sizeof *info);
  info->Level = 1;
  one->SessionId = session->id;
  one->SessionState = session->state;
  one->SessionFlags = session->locked ? 0 : 1;
  cut(one->WinStationName, session->station, 33);
  cut(one->UserName, session->user, 21);
  cut(one->DomainName, session->domain, 18);
  one->LogonTime.QuadPart = session->logged_on;
  one->ConnectTime.QuadPart = session->connected;
  one->DisconnectTime.QuadPart = session->disconnected;
  one->LastInputTime.QuadPart = session->last_input;
  one->CurrentTime.QuadPart = time_now();
}

BOOL WINAPI WTSQuerySessionInformationW(HANDLE server, DWORD id, WTS_INFO_CLASS what, LPWSTR *answer, DWORD *bytes) {
  SESSION *session;
  BOOL known = TRUE;
  (void)server;
  EnterCriticalSection(&guard);
  session = find_session(id);
  if (!session) {
    LeaveCriticalSection(&guard);
    SetLastError(ERROR_FILE_NOT_FOUND);
    return FALSE;
  }
  if ((int)what == 25) {
    *bytes = sizeof(INFO_EX_W);
    fill_info((INFO_EX_W *)(*answer = give(*bytes)), session);
  } else if (what == WTSClientName) {
    *bytes = (wcslen(session->client) + 1) * sizeof(WCHAR);
    wcscpy(*answer = give(*bytes), session->client);
  } else if (what == WTSClientAddress) {
    *bytes = sizeof(WTS_CLIENT_ADDRESS);
    memcpy(*answer = give(*bytes), session->address, *bytes);
  } else known = FALSE;
  LeaveCriticalSection(&guard);
  if (!known) SetLastError(ERROR_INVALID_PARAMETER);
  return known;
}

/* A session closes at once and is gone a moment later. */
static DWORD WINAPI leave(void *id) {
  SESSION *session;
  Sleep(40);
  EnterCriticalSection(&guard);
  session = find_session((DWORD)(ULONG_PTR)id);
  if (session) {
    tell_logoff(session);
    session->used = FALSE;
  }
  LeaveCriticalSection(&guard);
  return 0;
}

BOOL WINAPI WTSLogoffSession(HANDLE server, DWORD id, BOOL wait) {
  SESSION *session;
  BOOL closing;
  (void)server;
  if (wait) {
    SetLastError(ERROR_INVALID_PARAMETER);
    return FALSE;
  }
  EnterCriticalSection(&guard);
  session = find_session(id);
  closing = session && session->state != WTSReset;
  if (closing) session->state = WTSReset;
  LeaveCriticalSection(&guard);
  if (!session) {
    SetLastError(NOT_FOUND);
    return FALSE;
  }
  if (closing) CloseHandle(CreateThread(NULL, 0, leave, (void *)(ULONG_PTR)id, 0, NULL));
  return TRUE;
}

/* TRUE whether there is such a session or not, as Windows does. */
BOOL WINAPI WTSDisconnectSession(HANDLE server, DWORD id, BOOL wait) {
  SESSION *session;
  (void)server;
  (void)wait;
  EnterCriticalSection(&guard);
  session = find_session(id);
  if (session && vanishes) session->used = FALSE;
  else if (session) {
    session->state = WTSDisconnected;
    session->station[0] = session->client[0] = 0;
    memset(session->address, 0, sizeof session->address);
    session->disconnected = time_now();
    tell_disconnect(session);
  }
  LeaveCriticalSection(&guard);
  return TRUE;
}

WCHAR last_title[1024], last_text[4096];
DWORD last_reader;

BOOL WINAPI WTSSendMessageW(HANDLE server, DWORD id, LPWSTR title, DWORD title_bytes, LPWSTR text, DWORD text_bytes,
                            DWORD style, DWORD seconds, DWORD *response, BOOL wait) {
  BOOL found;
  (void)server;
  (void)style;
  (void)seconds;
  EnterCriticalSection(&guard);
  found = find_session(id) != NULL;
  if (found) {
    memset(last_title, 0, sizeof last_title);
    memset(last_text, 0, sizeof last_text);
    memcpy(last_title, title, min(title_bytes, sizeof last_title - 2));
    memcpy(last_text, text, min(text_bytes, sizeof last_text - 2));
    last_reader = id;
    *response = wait ? IDOK : 32001; /* IDASYNC */
  }
  LeaveCriticalSection(&guard);
  if (!found) SetLastError(NOT_FOUND);
  return found;
}

/* This process's own token, as that of the user. */
BOOL WINAPI WTSQueryUserToken(ULONG id, PHANDLE token) {
  (void)id;
  return OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, token);
}

/* What this compiler makes of the layouts that the agent reads by offset. */
int StandInSessionLayout(int which) {
  switch (which) {
    case 0: return sizeof(INFO_EX_W);
    case 1: return offsetof(INFO_EX_W, Level);
    case 2: return offsetof(INFO_EX_W, Data.Level1.SessionState);
    case 3: return offsetof(INFO_EX_W, Data.Level1.SessionFlags);
    case 4: return offsetof(INFO_EX_W, Data.Level1.LogonTime);
    case 5: return offsetof(INFO_EX_W, Data.Level1.ConnectTime);
    case 6: return offsetof(INFO_EX_W, Data.Level1.DisconnectTime);
    case 7: return offsetof(INFO_EX_W, Data.Level1.LastInputTime);
    case 8: return offsetof(INFO_EX_W, Data.Level1.CurrentTime);
    default: return -1;
  }
}
