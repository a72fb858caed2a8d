/* A stand-in for what Wine has only as stubs: sessions, logons, event logs and audit policy of a Windows that is not
   there. It proves calling conventions, layouts, text, errors and threads of the agent's bindings. It is not Windows, and
   what it answers was written down from Microsoft's documentation, not seen. */
#ifndef STAND_IN_H
#define STAND_IN_H
#define WIN32_LEAN_AND_MEAN
#define _WIN32_WINNT 0x0A00
#include <windows.h>
#include <ntsecapi.h>
#include <stdlib.h>
#include <wchar.h>
#include <winevt.h>
#include <wtsapi32.h>

#define MAX_SESSIONS 64
#define NAME_LENGTH 300
#define SID_PARTS 5
#define ADMINISTRATOR 1
#define REMOTE 2

typedef struct {
  BOOL used;
  DWORD id;
  int state;
  BOOL locked;
  BOOL administrator;
  BOOL remote;
  WCHAR station[33];
  WCHAR user[NAME_LENGTH];
  WCHAR domain[NAME_LENGTH];
  WCHAR client[NAME_LENGTH];
  BYTE address[24];
  LONGLONG logged_on, connected, disconnected, last_input;
  LUID logon, elevated;
  DWORD rid;
} SESSION;

typedef enum { SECURITY, SYSTEM, MANAGER, CHANNELS } CHANNEL;

extern SESSION sessions[MAX_SESSIONS];
extern CRITICAL_SECTION guard;
extern LONG volatile living; /* what was given out and has not come back */

SESSION *find_session(DWORD id);
LONGLONG time_now(void);
LUID process_logon(void);
void *give(size_t size);
void take_back(void *memory);
void write_event(CHANNEL channel, int id, const WCHAR *provider, const WCHAR *data);
void tell_logon(const SESSION *session);
void tell_logoff(const SESSION *session);
void tell_disconnect(const SESSION *session);
void start_events(void);
#endif
