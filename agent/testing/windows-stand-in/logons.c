#include "stand-in.h"

#define NO_SUCH_LOGON_SESSION ((NTSTATUS)0xC000005F)

typedef struct {
  SECURITY_LOGON_SESSION_DATA data;
  WCHAR user[NAME_LENGTH], domain[NAME_LENGTH];
  BYTE sid[8 + 4 * SID_PARTS];
} LOGON;

static BOOL same(LUID a, LUID b) { return a.LowPart == b.LowPart && a.HighPart == b.HighPart; }

NTSTATUS NTAPI LsaEnumerateLogonSessions(PULONG count, PLUID *list) {
  LUID *found = give((MAX_SESSIONS * 2 + 1) * sizeof(LUID));
  ULONG n = 0;
  LUID system = {0x3e7, 0};
  found[n++] = system;
  EnterCriticalSection(&guard);
  for (int i = 0; i < MAX_SESSIONS; i++) {
    if (!sessions[i].used || !sessions[i].user[0]) continue;
    if (sessions[i].administrator) found[n++] = sessions[i].elevated;
    found[n++] = sessions[i].logon;
  }
  LeaveCriticalSection(&guard);
  *count = n;
  *list = found;
  return 0;
}

static LSA_UNICODE_STRING text(WCHAR *kept, const WCHAR *value) {
  LSA_UNICODE_STRING string;
  wcscpy(kept, value);
  string.Length = wcslen(value) * sizeof(WCHAR);
  string.MaximumLength = string.Length + sizeof(WCHAR);
  string.Buffer = kept;
  return string;
}

NTSTATUS NTAPI LsaGetLogonSessionData(PLUID wanted, PSECURITY_LOGON_SESSION_DATA *data) {
  LOGON *logon = NULL;
  *data = NULL;
  EnterCriticalSection(&guard);
  for (int i = 0; i < MAX_SESSIONS && !logon; i++) {
    SESSION *one = sessions + i;
    const DWORD parts[SID_PARTS] = {21, 1111111111u, 2222222222u, 3333333333u, one->rid};
    if (!one->used || !(same(*wanted, one->logon) || (one->administrator && same(*wanted, one->elevated)))) continue;
    logon = give(sizeof *logon);
    memset(logon, 0, sizeof *logon);
    logon->data.Size = sizeof logon->data;
    logon->data.LogonId = *wanted;
    logon->data.UserName = text(logon->user, one->user);
    logon->data.LogonDomain = text(logon->domain, one->domain);
    logon->data.LogonType = one->remote ? 10 : 2;
    logon->data.Session = one->id;
    logon->sid[0] = 1;
    logon->sid[1] = SID_PARTS;
    logon->sid[7] = 5;
    memcpy(logon->sid + 8, parts, sizeof parts);
    logon->data.Sid = logon->sid;
    logon->data.LogonTime.QuadPart = one->logged_on + 20000;
  }
  LeaveCriticalSection(&guard);
  if (!logon && wanted->LowPart == 0x3e7) {
    logon = give(sizeof *logon);
    memset(logon, 0, sizeof *logon);
    logon->data.LogonId = *wanted;
  }
  if (!logon) return NO_SUCH_LOGON_SESSION;
  *data = &logon->data;
  return 0;
}

NTSTATUS NTAPI LsaFreeReturnBuffer(PVOID buffer) {
  take_back(buffer);
  return 0;
}

int StandInLogonLayout(int which) {
  switch (which) {
    case 0: return offsetof(SECURITY_LOGON_SESSION_DATA, LogonId);
    case 1: return offsetof(SECURITY_LOGON_SESSION_DATA, UserName);
    case 2: return offsetof(SECURITY_LOGON_SESSION_DATA, LogonDomain);
    case 3: return offsetof(SECURITY_LOGON_SESSION_DATA, LogonType);
    case 4: return offsetof(SECURITY_LOGON_SESSION_DATA, Session);
    case 5: return offsetof(SECURITY_LOGON_SESSION_DATA, Sid);
    case 6: return offsetof(SECURITY_LOGON_SESSION_DATA, LogonTime);
    case 7: return offsetof(LSA_UNICODE_STRING, Buffer);
    case 8: return sizeof(LUID);
    default: return -1;
  }
}
