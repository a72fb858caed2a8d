/* Stands in for the COM+ event system (es.dll), which Wine has not: takes subscriptions, and then calls the subscriber as SENS
   would, through the tables of mingw-w64's own headers, from a thread of its own. What it finds goes to the file that
   CURFEW_SENS_REPORT names: a line a check, "ok" or "FAIL" before it. */
#define COBJMACROS
#include <initguid.h>
#include <windows.h>
#include <oleauto.h>
#include <sens.h>
#include <sensevts.h>
#include <eventsys.h>
#include <stdio.h>
#include <wchar.h>

DEFINE_GUID(NO_IID, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
DEFINE_GUID(ES_SYSTEM, 0x4e14fba2, 0x2e22, 0x11d1, 0x99, 0x64, 0x00, 0xc0, 0x4f, 0xbb, 0xb3, 0x45);
DEFINE_GUID(ES_SUBSCRIPTION, 0x7542e960, 0x79c7, 0x11d1, 0x88, 0xf9, 0x00, 0x80, 0xc7, 0xd7, 0x71, 0xbf);
DEFINE_GUID(ES_IID_SYSTEM, 0x4e14fb9f, 0x2e22, 0x11d1, 0x99, 0x64, 0x00, 0xc0, 0x4f, 0xbb, 0xb3, 0x45);
DEFINE_GUID(ES_IID_SUBSCRIPTION, 0x4a6b0e15, 0x2e38, 0x11d1, 0x99, 0x65, 0x00, 0xc0, 0x4f, 0xbb, 0xb3, 0x45);
DEFINE_GUID(SE_LOGON, 0xd597bab3, 0x5b9f, 0x11d1, 0x8d, 0xd2, 0x00, 0xaa, 0x00, 0x4a, 0xbd, 0x5e);
DEFINE_GUID(SE_LOGON2, 0xd597bab4, 0x5b9f, 0x11d1, 0x8d, 0xd2, 0x00, 0xaa, 0x00, 0x4a, 0xbd, 0x5e);

typedef struct {
  IEventSubscriptionVtbl *table;
  LONG references;
  WCHAR id[64], publisher[64], event_class[64], interface_id[64];
  WINBOOL enabled;
  IUnknown *subscriber;
} Subscription;

static FILE *report;
static CRITICAL_SECTION guard;

static void check(int is_so, const char *what) {
  EnterCriticalSection(&guard);
  if (report) {
    fprintf(report, "%s %s\n", is_so ? "ok" : "FAIL", what);
    fflush(report);
  }
  LeaveCriticalSection(&guard);
}

/* The calls of a publisher. */

static HRESULT invoke(IDispatch *to, DISPID id, VARIANTARG *list, UINT count) {
  DISPPARAMS given = {list, NULL, count, 0};
  return IDispatch_Invoke(to, id, &NO_IID, 0, DISPATCH_METHOD, &given, NULL, NULL, NULL);
}

static void call_by_name(IUnknown *subscriber, const WCHAR *name, int has_session) {
  IDispatch *to = NULL;
  DISPID id = 0, wrong_id = 5;
  LPOLESTR names[1] = {(LPOLESTR)name}, wrong[1] = {L"Reboot"};
  UINT infos = 9;
  check(IUnknown_QueryInterface(subscriber, &IID_IDispatch, (void **)&to) == S_OK && to, "it is an IDispatch");
  if (!to) return;
  check(IDispatch_GetTypeInfoCount(to, &infos) == S_OK && infos == 0, "it has no type information");
  check(IDispatch_GetIDsOfNames(to, &NO_IID, names, 1, 0, &id) == S_OK && id > 0, "a method is found by its name");
  check(IDispatch_GetIDsOfNames(to, &NO_IID, wrong, 1, 0, &wrong_id) == DISP_E_UNKNOWNNAME && wrong_id == DISPID_UNKNOWN,
        "a name that it has not is refused");
  VARIANTARG list[2];
  VariantInit(&list[0]);
  VariantInit(&list[1]);
  VARIANTARG *text = &list[has_session ? 1 : 0];
  text->vt = VT_BSTR;
  text->bstrVal = SysAllocString(L"CONTOSO\\late");
  if (has_session) {
    list[0].vt = VT_UI4;
    list[0].ulVal = 11;
  }
  UINT count = has_session ? 2 : 1;
  check(invoke(to, id, list, count) == S_OK, "a late-bound call is taken");
  check(invoke(to, 99, list, count) == DISP_E_MEMBERNOTFOUND, "a method that it has not is refused");
  check(invoke(to, id, list, 0) == DISP_E_BADPARAMCOUNT, "a call without arguments is refused");
  SysFreeString(text->bstrVal);
  text->vt = VT_R8;
  text->dblVal = 1.5;
  check(invoke(to, id, list, count) == DISP_E_TYPEMISMATCH, "a name that is a number is refused");
  IDispatch_Release(to);
}

static void call_logon(ISensLogon *to) {
  BSTR anna = SysAllocString(L"CONTOSO\\Anna Müller 漢字"), bob = SysAllocString(L"bob");
  HRESULT sum = ISensLogon_Logon(to, anna) | ISensLogon_Logoff(to, bob) | ISensLogon_StartShell(to, anna) |
                ISensLogon_DisplayLock(to, anna) | ISensLogon_DisplayUnlock(to, anna) |
                ISensLogon_StartScreenSaver(to, anna) | ISensLogon_StopScreenSaver(to, NULL);
  check(sum == S_OK, "ISensLogon: every method answers S_OK");
  SysFreeString(anna);
  SysFreeString(bob);
}

static void call_logon2(ISensLogon2 *to) {
  BSTR anna = SysAllocString(L"CONTOSO\\Anna Müller 漢字");
  HRESULT sum = ISensLogon2_Logon(to, anna, 2) | ISensLogon2_Logoff(to, anna, 0) |
                ISensLogon2_SessionDisconnect(to, anna, 65536) | ISensLogon2_SessionReconnect(to, anna, 4294967294u) |
                ISensLogon2_PostShell(to, anna, 7);
  check(sum == S_OK, "ISensLogon2: every method answers S_OK");
  SysFreeString(anna);
}

static DWORD WINAPI publish(void *given) {
  Subscription *s = given;
  int is_second = _wcsicmp(s->interface_id, L"{d597bab4-5b9f-11d1-8dd2-00aa004abd5e}") == 0;
  void *to = NULL, *none = s, *unknown = NULL;
  check(_wcsicmp(s->publisher, L"{5fee1bd6-5b9b-11d1-8dd2-00aa004abd5e}") == 0, "the publisher is SENS");
  check(_wcsicmp(s->event_class, is_second ? L"{d5978650-5b9f-11d1-8dd2-00aa004abd5e}"
                                           : L"{d5978630-5b9f-11d1-8dd2-00aa004abd5e}") == 0,
        "the event class is the interface's own");
  check(wcslen(s->id) == 38 && s->id[0] == L'{', "the subscription has an id of its own");
  check(s->enabled != 0, "the subscription is enabled");
  ULONG before = IUnknown_AddRef(s->subscriber);
  check(IUnknown_Release(s->subscriber) == before - 1, "references are counted");
  check(IUnknown_QueryInterface(s->subscriber, &IID_IStream, &none) == E_NOINTERFACE && none == NULL,
        "an interface that it has not is refused, and the pointer emptied");
  check(IUnknown_QueryInterface(s->subscriber, &IID_IUnknown, &unknown) == S_OK && unknown == s->subscriber,
        "it is one object, whatever is asked of it");
  const IID *wanted = is_second ? &SE_LOGON2 : &SE_LOGON, *other = is_second ? &SE_LOGON : &SE_LOGON2;
  check(IUnknown_QueryInterface(s->subscriber, other, &none) == E_NOINTERFACE, "it is not the other interface");
  if (IUnknown_QueryInterface(s->subscriber, wanted, &to) == S_OK && to) {
    if (is_second) call_logon2(to);
    else call_logon(to);
    IUnknown_Release((IUnknown *)to);
  } else
    check(0, "it has the interface that it subscribed for");
  call_by_name(s->subscriber, is_second ? L"PostShell" : L"DisplayLock", is_second);
  check(1, is_second ? "end of ISensLogon2" : "end of ISensLogon");
  return 0;
}

/* IEventSubscription: of its many methods only those that are called. */

static HRESULT WINAPI sub_query(IEventSubscription *self, REFIID iid, void **out) {
  if (!IsEqualGUID(iid, &ES_IID_SUBSCRIPTION) && !IsEqualGUID(iid, &IID_IUnknown)) return E_NOINTERFACE;
  InterlockedIncrement(&((Subscription *)self)->references);
  *out = self;
  return S_OK;
}
static ULONG WINAPI sub_add(IEventSubscription *self) {
  return InterlockedIncrement(&((Subscription *)self)->references);
}
static ULONG WINAPI sub_release(IEventSubscription *self) {
  return InterlockedDecrement(&((Subscription *)self)->references);
}
#define KEEP(name, field)                                                        \
  static HRESULT WINAPI name(IEventSubscription *self, BSTR text) {              \
    wcsncpy(((Subscription *)self)->field, text, 63);                            \
    return S_OK;                                                                 \
  }
KEEP(put_id, id)
KEEP(put_publisher, publisher)
KEEP(put_event_class, event_class)
KEEP(put_interface, interface_id)
static HRESULT WINAPI put_name(IEventSubscription *self, BSTR text) {
  (void)self;
  check(wcsncmp(text, L"Curfew Agent ISensLogon", 23) == 0, "the subscription has a name");
  return S_OK;
}
static HRESULT WINAPI put_enabled(IEventSubscription *self, WINBOOL enabled) {
  ((Subscription *)self)->enabled = enabled;
  return S_OK;
}
static HRESULT WINAPI put_subscriber(IEventSubscription *self, IUnknown *subscriber) {
  IUnknown_AddRef(subscriber);
  ((Subscription *)self)->subscriber = subscriber;
  return S_OK;
}

static IEventSubscriptionVtbl subscription_table = {
    .QueryInterface = sub_query,
    .AddRef = sub_add,
    .Release = sub_release,
    .put_SubscriptionID = put_id,
    .put_SubscriptionName = put_name,
    .put_PublisherID = put_publisher,
    .put_EventClassID = put_event_class,
    .put_InterfaceID = put_interface,
    .put_Enabled = put_enabled,
    .put_SubscriberInterface = put_subscriber,
};

/* IEventSystem. */

static HRESULT WINAPI sys_query(IEventSystem *self, REFIID iid, void **out) {
  if (!IsEqualGUID(iid, &ES_IID_SYSTEM) && !IsEqualGUID(iid, &IID_IUnknown)) return E_NOINTERFACE;
  *out = self;
  return S_OK;
}
static ULONG WINAPI sys_count(IEventSystem *self) {
  (void)self;
  return 2;
}
static HRESULT WINAPI sys_store(IEventSystem *self, BSTR kind, IUnknown *what) {
  (void)self;
  check(wcscmp(kind, PROGID_EventSubscription) == 0, "what is stored is a subscription");
  CloseHandle(CreateThread(NULL, 0, publish, what, 0, NULL));
  return S_OK;
}
static HRESULT WINAPI sys_remove(IEventSystem *self, BSTR kind, BSTR criteria, int *error_at) {
  (void)self;
  check(wcscmp(kind, PROGID_EventSubscription) == 0 && wcsncmp(criteria, L"SubscriptionID == {", 19) == 0 && error_at,
        "a subscription is removed by its id");
  return S_OK;
}
static IEventSystemVtbl system_table = {
    .QueryInterface = sys_query,
    .AddRef = sys_count,
    .Release = sys_count,
    .Store = sys_store,
    .Remove = sys_remove,
};
static IEventSystem event_system = {&system_table};

/* The class factory. */

static HRESULT WINAPI factory_query(IClassFactory *self, REFIID iid, void **out) {
  if (!IsEqualGUID(iid, &IID_IClassFactory) && !IsEqualGUID(iid, &IID_IUnknown)) return E_NOINTERFACE;
  *out = self;
  return S_OK;
}
static ULONG WINAPI factory_count(IClassFactory *self) {
  (void)self;
  return 2;
}
static HRESULT WINAPI make_system(IClassFactory *self, IUnknown *outer, REFIID iid, void **out) {
  (void)self;
  (void)outer;
  return sys_query(&event_system, iid, out);
}
static HRESULT WINAPI make_subscription(IClassFactory *self, IUnknown *outer, REFIID iid, void **out) {
  (void)self;
  (void)outer;
  Subscription *made = calloc(1, sizeof *made);
  made->table = &subscription_table;
  return sub_query((IEventSubscription *)made, iid, out);
}
static HRESULT WINAPI lock_server(IClassFactory *self, WINBOOL lock) {
  (void)self;
  (void)lock;
  return S_OK;
}
static IClassFactoryVtbl system_factory_table = {factory_query, factory_count, factory_count, make_system, lock_server};
static IClassFactoryVtbl sub_factory_table = {factory_query, factory_count, factory_count, make_subscription,
                                              lock_server};
static IClassFactory system_factory = {&system_factory_table}, sub_factory = {&sub_factory_table};

__declspec(dllexport) HRESULT WINAPI DllGetClassObject(REFCLSID clsid, REFIID iid, void **out) {
  if (IsEqualGUID(clsid, &ES_SYSTEM)) return factory_query(&system_factory, iid, out);
  if (IsEqualGUID(clsid, &ES_SUBSCRIPTION)) return factory_query(&sub_factory, iid, out);
  return CLASS_E_CLASSNOTAVAILABLE;
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *reserved) {
  (void)instance;
  (void)reserved;
  if (reason == DLL_PROCESS_ATTACH) {
    InitializeCriticalSection(&guard);
    const WCHAR *file = _wgetenv(L"CURFEW_SENS_REPORT");
    if (file) report = _wfopen(file, L"w");
  }
  return TRUE;
}
