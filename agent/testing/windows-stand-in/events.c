#include "stand-in.h"
#include <stdio.h>

#define MAX_RECORDS 20000
#define MAX_IDS 32
#define MAX_BELLS 16
#define XML_LENGTH 24000

typedef struct {
  int id;
  WCHAR *xml;
} RECORD;

/* The records of a log bear the numbers from `oldest` up to and without `next`. */
static struct {
  RECORD records[MAX_RECORDS];
  DWORD64 oldest, next;
} logs[CHANNELS];
static const WCHAR *const paths[CHANNELS] = {
    L"Security", L"System", L"Microsoft-Windows-TerminalServices-LocalSessionManager/Operational"};

typedef enum { LOG = 0x106, QUERY, EVENT, BOOKMARK, BELL } KIND;
typedef struct {
  KIND kind;
  CHANNEL channel;
  DWORD64 record;
  int ids[MAX_IDS];
  WCHAR *xml;
  EVT_SUBSCRIBE_CALLBACK callback;
  PVOID context;
  HANDLE thread;
  BOOL volatile stopped;
} THING;

static THING *thing(KIND kind, CHANNEL channel) {
  THING *made = give(sizeof *made);
  memset(made, 0, sizeof *made);
  made->kind = kind;
  made->channel = channel;
  return made;
}

static THING *known(EVT_HANDLE handle, KIND kind) {
  THING *given = handle;
  if (given && given->kind == kind) return given;
  SetLastError(ERROR_INVALID_HANDLE);
  return NULL;
}

static int channel_of(const WCHAR *path) {
  for (int i = 0; i < CHANNELS; i++)
    if (path && !_wcsicmp(path, paths[i])) return i;
  SetLastError(ERROR_EVT_CHANNEL_NOT_FOUND);
  return -1;
}

static void read_ids(THING *to, const WCHAR *query) {
  int n = 0;
  for (const WCHAR *at = query; at && (at = wcsstr(at, L"EventID=")) && n < MAX_IDS - 1; at += 8)
    to->ids[n++] = _wtoi(at + 8);
}

static BOOL wants(const THING *query, const RECORD *record) {
  for (int i = 0; query->ids[i]; i++)
    if (query->ids[i] == record->id) return TRUE;
  return FALSE;
}

static RECORD *record_at(CHANNEL channel, DWORD64 number) { return logs[channel].records + number % MAX_RECORDS; }

void start_events(void) {
  for (int i = 0; i < CHANNELS; i++) logs[i].oldest = logs[i].next = 1;
}

static void instant(WCHAR *to, LONGLONG ticks) {
  FILETIME file = {(DWORD)ticks, (DWORD)(ticks >> 32)};
  SYSTEMTIME t;
  FileTimeToSystemTime(&file, &t);
  swprintf(to, 40, L"%04d-%02d-%02dT%02d:%02d:%02d.%07lldZ", t.wYear, t.wMonth, t.wDay, t.wHour, t.wMinute,
           t.wSecond, ticks % 10000000);
}

static void drop_oldest(CHANNEL channel) {
  RECORD *record = record_at(channel, logs[channel].oldest++);
  free(record->xml);
  record->xml = NULL;
}

void write_event(CHANNEL channel, int id, const WCHAR *provider, const WCHAR *data) {
  static WCHAR xml[XML_LENGTH];
  WCHAR at[40];
  RECORD *record;
  EnterCriticalSection(&guard);
  if (logs[channel].next - logs[channel].oldest == MAX_RECORDS) drop_oldest(channel);
  record = record_at(channel, logs[channel].next);
  instant(at, time_now());
  swprintf(xml, XML_LENGTH,
           L"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='%ls'/>"
           L"<EventID>%d</EventID><Version>2</Version><TimeCreated SystemTime='%ls'/><EventRecordID>%lld</EventRecordID>"
           L"<Channel>%ls</Channel><Computer>STAND-IN</Computer><Security/></System>%ls</Event>",
           provider, id, at, logs[channel].next, paths[channel], data);
  record->id = id;
  record->xml = _wcsdup(xml);
  logs[channel].next++;
  LeaveCriticalSection(&guard);
}

EVT_HANDLE WINAPI EvtOpenLog(EVT_HANDLE session, LPCWSTR path, DWORD flags) {
  int channel = channel_of(path);
  (void)session, (void)flags;
  return channel < 0 ? NULL : thing(LOG, channel);
}

WINBOOL WINAPI EvtGetLogInfo(EVT_HANDLE handle, EVT_LOG_PROPERTY_ID what, DWORD size, PEVT_VARIANT value, PDWORD used) {
  THING *log = known(handle, LOG);
  if (!log) return FALSE;
  *used = sizeof *value;
  if (size < sizeof *value) {
    SetLastError(ERROR_INSUFFICIENT_BUFFER);
    return FALSE;
  }
  EnterCriticalSection(&guard);
  memset(value, 0, sizeof *value);
  value->Type = EvtVarTypeUInt64;
  value->UInt64Val = what == EvtLogOldestRecordNumber ? logs[log->channel].oldest
                     : what == EvtLogNumberOfLogRecords ? logs[log->channel].next - logs[log->channel].oldest
                                                        : 0;
  LeaveCriticalSection(&guard);
  return TRUE;
}

EVT_HANDLE WINAPI EvtQuery(EVT_HANDLE session, LPCWSTR path, LPCWSTR query, DWORD flags) {
  int channel = channel_of(path);
  THING *made;
  (void)session;
  if (channel < 0) return NULL;
  if (flags != (EvtQueryChannelPath | EvtQueryForwardDirection)) {
    SetLastError(ERROR_INVALID_PARAMETER);
    return NULL;
  }
  made = thing(QUERY, channel);
  read_ids(made, query);
  return made;
}

EVT_HANDLE WINAPI EvtCreateBookmark(LPCWSTR xml) {
  THING *made;
  const WCHAR *written = xml ? wcsstr(xml, L"RecordId='") : NULL, *channel = xml ? wcsstr(xml, L"Channel='") : NULL;
  if (xml && (!written || !channel)) {
    SetLastError(ERROR_EVT_INVALID_EVENT_DATA);
    return NULL;
  }
  made = thing(BOOKMARK, CHANNELS);
  if (!xml) return made;
  made->record = _wtoi64(written + 10);
  for (int i = 0; i < CHANNELS; i++)
    if (!wcsncmp(channel + 9, paths[i], wcslen(paths[i])) && channel[9 + wcslen(paths[i])] == '\'') made->channel = i;
  return made;
}

WINBOOL WINAPI EvtUpdateBookmark(EVT_HANDLE handle, EVT_HANDLE event) {
  THING *bookmark = known(handle, BOOKMARK), *last = known(event, EVENT);
  if (!bookmark || !last) return FALSE;
  bookmark->channel = last->channel;
  bookmark->record = last->record;
  return TRUE;
}

/* The only way that is asked for: to the event that a bookmark names, and where that is gone, the next. */
WINBOOL WINAPI EvtSeek(EVT_HANDLE handle, LONGLONG position, EVT_HANDLE mark, DWORD timeout, DWORD flags) {
  THING *query = known(handle, QUERY), *bookmark = known(mark, BOOKMARK);
  if (!query || !bookmark) return FALSE;
  if (position != 0 || timeout || flags != EvtSeekRelativeToBookmark || bookmark->channel != query->channel) {
    SetLastError(ERROR_INVALID_PARAMETER);
    return FALSE;
  }
  query->record = bookmark->record;
  return TRUE;
}

WINBOOL WINAPI EvtNext(EVT_HANDLE handle, DWORD size, EVT_HANDLE *events, DWORD timeout, DWORD flags, PDWORD count) {
  THING *query = known(handle, QUERY);
  (void)timeout, (void)flags;
  if (!query) return FALSE;
  *count = 0;
  EnterCriticalSection(&guard);
  if (query->record < logs[query->channel].oldest) query->record = logs[query->channel].oldest;
  for (; query->record < logs[query->channel].next && *count < size; query->record++) {
    THING *event;
    if (!wants(query, record_at(query->channel, query->record))) continue;
    event = thing(EVENT, query->channel);
    event->record = query->record;
    event->xml = _wcsdup(record_at(query->channel, query->record)->xml);
    events[(*count)++] = event;
  }
  LeaveCriticalSection(&guard);
  if (*count) return TRUE;
  SetLastError(ERROR_NO_MORE_ITEMS);
  return FALSE;
}

WINBOOL WINAPI EvtRender(EVT_HANDLE context, EVT_HANDLE handle, DWORD flags, DWORD size, PVOID buffer, PDWORD used,
                         PDWORD properties) {
  WCHAR written[300];
  THING *fragment = known(handle, flags == EvtRenderBookmark ? BOOKMARK : EVENT);
  const WCHAR *text;
  if (!fragment) return FALSE;
  if (context) {
    SetLastError(ERROR_INVALID_PARAMETER);
    return FALSE;
  }
  text = fragment->xml;
  if (flags == EvtRenderBookmark) {
    swprintf(written, 300, L"<BookmarkList>\r\n  <Bookmark Channel='%ls' RecordId='%lld' IsCurrent='true'/>\r\n</BookmarkList>",
             fragment->channel == CHANNELS ? L"" : paths[fragment->channel], fragment->record);
    text = written;
  }
  *properties = 0;
  *used = (wcslen(text) + 1) * sizeof *text;
  if (size < *used) {
    SetLastError(ERROR_INSUFFICIENT_BUFFER);
    return FALSE;
  }
  memcpy(buffer, text, *used);
  return TRUE;
}

/* A thread of its own calls for each event that is written from now on, as Windows does. */
static DWORD WINAPI deliver(void *given) {
  THING *bell = given;
  while (!bell->stopped) {
    THING event = {.kind = EVENT, .channel = bell->channel};
    BOOL found = FALSE;
    EnterCriticalSection(&guard);
    while (!found && bell->record < logs[bell->channel].next) {
      event.record = bell->record++;
      if (event.record < logs[bell->channel].oldest) continue;
      found = wants(bell, record_at(bell->channel, event.record));
      if (found) event.xml = _wcsdup(record_at(bell->channel, event.record)->xml);
    }
    LeaveCriticalSection(&guard);
    if (!found) Sleep(5);
    else bell->callback(EvtSubscribeActionDeliver, bell->context, &event);
    free(event.xml);
  }
  return 0;
}

EVT_HANDLE WINAPI EvtSubscribe(EVT_HANDLE session, HANDLE signal, LPCWSTR path, LPCWSTR query, EVT_HANDLE bookmark,
                               PVOID context, EVT_SUBSCRIBE_CALLBACK callback, DWORD flags) {
  int channel = channel_of(path);
  THING *bell;
  if (channel < 0) return NULL;
  if (session || signal || bookmark || !callback || flags != EvtSubscribeToFutureEvents) {
    SetLastError(ERROR_INVALID_PARAMETER);
    return NULL;
  }
  bell = thing(BELL, channel);
  read_ids(bell, query);
  bell->callback = callback;
  bell->context = context;
  EnterCriticalSection(&guard);
  bell->record = logs[channel].next;
  LeaveCriticalSection(&guard);
  bell->thread = CreateThread(NULL, 0, deliver, bell, 0, NULL);
  return bell;
}

/* The end of a subscription waits for a call that is on its way. */
WINBOOL WINAPI EvtClose(EVT_HANDLE handle) {
  THING *closed = handle;
  if (!closed || closed->kind < LOG || closed->kind > BELL) {
    SetLastError(ERROR_INVALID_HANDLE);
    return FALSE;
  }
  if (closed->kind == BELL) {
    closed->stopped = TRUE;
    WaitForSingleObject(closed->thread, INFINITE);
    CloseHandle(closed->thread);
  }
  free(closed->xml);
  closed->kind = 0;
  take_back(closed);
  return TRUE;
}

/* The log wraps around: its oldest records are overwritten. */
void StandInDropRecords(int channel, int count) {
  EnterCriticalSection(&guard);
  while (count-- > 0 && logs[channel].oldest < logs[channel].next) drop_oldest(channel);
  LeaveCriticalSection(&guard);
}

/* A new log: its numbers begin at 1. */
void StandInRestartLog(int channel) {
  EnterCriticalSection(&guard);
  while (logs[channel].oldest < logs[channel].next) drop_oldest(channel);
  logs[channel].oldest = logs[channel].next = 1;
  LeaveCriticalSection(&guard);
}
