/* Stands in for the part of advapi32.dll that a service speaks to. Wine's own manager starts and stops services, and cannot be
   made to tell of a session: this one does, through the types of mingw-w64's headers and from threads of its own, and holds
   the service to the order that winsvc.h asks for. What it finds goes to the file that CURFEW_SERVICE_REPORT names. */
#define _ADVAPI32_
#include <windows.h>
#include <winsvc.h>
#include <wtsapi32.h>
#include <stdio.h>

static FILE *report;
static HANDLE running, stopped;
static LPHANDLER_FUNCTION_EX handler;
static void *context;
static SERVICE_STATUS last;
static int pending_stops;

static void check(int is_so, const char *what) {
  if (!report) report = _wfopen(_wgetenv(L"CURFEW_SERVICE_REPORT"), L"w");
  fprintf(report, "%s %s\n", is_so ? "ok" : "FAIL", what);
  fflush(report);
}

__declspec(dllexport) SERVICE_STATUS_HANDLE WINAPI RegisterServiceCtrlHandlerExW(LPCWSTR name, LPHANDLER_FUNCTION_EX given,
                                                                                 void *given_context) {
  check(wcscmp(name, L"curfew-agent") == 0, "the handler is registered under the service's name");
  handler = given;
  context = given_context;
  return (SERVICE_STATUS_HANDLE)0x5ca1ab1e;
}

__declspec(dllexport) BOOL WINAPI SetServiceStatus(SERVICE_STATUS_HANDLE handle, SERVICE_STATUS *now) {
  check(handle == (SERVICE_STATUS_HANDLE)0x5ca1ab1e, "the status bears the handle of the registration");
  check(now->dwServiceType == SERVICE_WIN32_OWN_PROCESS, "it is a service with a process of its own");
  int is_pending = now->dwCurrentState == SERVICE_START_PENDING || now->dwCurrentState == SERVICE_STOP_PENDING;
  check(is_pending == (now->dwCheckPoint > 0) && is_pending == (now->dwWaitHint > 0),
        "checkpoint and hint are there while it is pending, and only then");
  if (now->dwCurrentState == last.dwCurrentState)
    check(now->dwCheckPoint == last.dwCheckPoint + 1, "a state that lasts has a higher checkpoint each time");
  else
    check(now->dwCurrentState == SERVICE_START_PENDING ? last.dwCurrentState == 0
          : now->dwCurrentState == SERVICE_RUNNING     ? last.dwCurrentState == SERVICE_START_PENDING
          : now->dwCurrentState == SERVICE_STOPPED     ? last.dwCurrentState == SERVICE_STOP_PENDING
                                                       : last.dwCurrentState == SERVICE_RUNNING,
          "one state follows the other as it should");
  last = *now;
  if (now->dwCurrentState == SERVICE_STOP_PENDING) pending_stops += 1;
  if (now->dwCurrentState == SERVICE_RUNNING) {
    check(now->dwControlsAccepted == (SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_SHUTDOWN | SERVICE_ACCEPT_SESSIONCHANGE),
          "it takes stop, shutdown and changes of sessions");
    SetEvent(running);
  }
  if (now->dwCurrentState == SERVICE_STOPPED) {
    check(now->dwWin32ExitCode == NO_ERROR, "it ended without an error");
    SetEvent(stopped);
  }
  return TRUE;
}

static DWORD WINAPI start(void *main) {
  static WCHAR name[] = L"curfew-agent";
  LPWSTR words[] = {name, NULL};
  ((LPSERVICE_MAIN_FUNCTIONW)main)(1, words);
  return 0;
}

__declspec(dllexport) BOOL WINAPI StartServiceCtrlDispatcherW(const SERVICE_TABLE_ENTRYW *table) {
  running = CreateEventW(NULL, TRUE, FALSE, NULL);
  stopped = CreateEventW(NULL, TRUE, FALSE, NULL);
  check(wcscmp(table[0].lpServiceName, L"curfew-agent") == 0, "the table names the service");
  check(!table[1].lpServiceName && !table[1].lpServiceProc, "the table has an end");
  CloseHandle(CreateThread(NULL, 0, start, (void *)table[0].lpServiceProc, 0, NULL));
  check(WaitForSingleObject(running, 60000) == WAIT_OBJECT_0, "it comes to run");
  check(handler(SERVICE_CONTROL_INTERROGATE, 0, NULL, context) == NO_ERROR, "it answers when it is asked how it is");
  check(handler(200, 0, NULL, context) == ERROR_CALL_NOT_IMPLEMENTED, "a control that it has not is refused");
  for (DWORD code = WTS_CONSOLE_CONNECT; code <= 11; code++) {
    WTSSESSION_NOTIFICATION told = {sizeof told, code * 1000};
    check(handler(SERVICE_CONTROL_SESSIONCHANGE, code, &told, context) == NO_ERROR, "it is told of a session");
    memset(&told, 0xee, sizeof told);
  }
  check(handler(SERVICE_CONTROL_STOP, 0, NULL, context) == NO_ERROR, "it takes a stop");
  check(WaitForSingleObject(stopped, 60000) == WAIT_OBJECT_0, "it comes to an end");
  check(pending_stops > 1, "a stop that takes its time is heard of in between");
  return TRUE;
}
