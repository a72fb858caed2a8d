#include "stand-in.h"

static BOOL refuses;

void StandInRefusePolicy(int yes) { refuses = yes; }

/* Each subcategory with a setting of its own, so that a mix-up shows; asked for by GUID, in any order. */
BOOLEAN WINAPI AuditQuerySystemPolicy(const GUID *wanted, ULONG count, PAUDIT_POLICY_INFORMATION *policy) {
  if (refuses) {
    SetLastError(ERROR_PRIVILEGE_NOT_HELD);
    return FALSE;
  }
  *policy = give(count * sizeof **policy);
  for (ULONG i = 0; i < count; i++) {
    (*policy)[i].AuditSubCategoryGuid = wanted[i];
    memset(&(*policy)[i].AuditCategoryGuid, 0, sizeof(GUID));
    switch (wanted[i].Data1) {
      case 0x0CCE9215: (*policy)[i].AuditingInformation = 3; break; /* Logon: success and failure */
      case 0x0CCE9216: (*policy)[i].AuditingInformation = 1; break; /* Logoff: success */
      case 0x0CCE9217: (*policy)[i].AuditingInformation = 2; break; /* Account Lockout: failure */
      case 0x0CCE921C: (*policy)[i].AuditingInformation = 0; break; /* Other: unchanged, which is none */
      default: (*policy)[i].AuditingInformation = 4; /* none */
    }
  }
  return TRUE;
}

VOID WINAPI AuditFree(PVOID buffer) { take_back(buffer); }

int StandInPolicyLayout(int which) {
  return which == 0 ? (int)sizeof(AUDIT_POLICY_INFORMATION) : (int)offsetof(AUDIT_POLICY_INFORMATION, AuditingInformation);
}
