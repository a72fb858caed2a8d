import type { Permission } from "@/lib/domain/permission";

/** `public`: anyone who passes the host and origin checks. `signed-in`: any operator. */
export type Gate = Permission | "public" | "signed-in";

export interface RegisteredAction {
  /** The exported function in `app/_actions`. */
  readonly action: string;
  readonly permission: Gate;
  /** The schema that its verb parses the input with; null where there is no input. */
  readonly schema: string | null;
  /** What it leaves on the trail; null where it changes nothing worth telling. */
  readonly trail: string | null;
}

export interface RegisteredRoute {
  readonly path: string;
  readonly permission: Gate;
  readonly schema: string | null;
  readonly trail: string | null;
}

/** Every server action. Keep sorted; `scripts/check-registry.mjs` compares this with what Next built. */
// biome-ignore format: one line each
export const ACTIONS = {
  "activity.note": { action: "noteActivityAction", permission: "signed-in", schema: null, trail: null },
  "agent.re-enrol": { action: "reEnrolAgentAction", permission: "enrolment.write", schema: "reEnrolAgentInput", trail: "agent.re_enrol" },
  "agent.revoke": { action: "revokeAgentAction", permission: "agent.revoke", schema: "revokeAgentInput", trail: "agent.revoke" },
  "agent.rotate": { action: "askKeyRotationAction", permission: "enrolment.write", schema: "askKeyRotationInput", trail: "agent.ask_rotation" },
  "agent.settle-alarm": { action: "settleAgentAlarmAction", permission: "enrolment.write", schema: "settleAgentAlarmInput", trail: "agent.settle_alarm" },
  "alert.save-channel": { action: "saveAlertChannelAction", permission: "alert.write", schema: "saveAlertChannelInput", trail: "alert_channel.create" },
  "alert.send-again": { action: "sendAlertAgainAction", permission: "alert.write", schema: "sendAlertAgainInput", trail: "alert.send_again" },
  "alert.switch-channel": { action: "switchAlertChannelAction", permission: "alert.write", schema: "switchAlertChannelInput", trail: "alert_channel.switch_off" },
  "alert.test-channel": { action: "testAlertChannelAction", permission: "alert.write", schema: "testAlertChannelInput", trail: "alert_channel.test" },
  "api-token.create": { action: "createApiTokenAction", permission: "api-token.write", schema: "createApiTokenInput", trail: "api_token.create" },
  "api-token.revoke": { action: "revokeApiTokenAction", permission: "api-token.write", schema: "revokeApiTokenInput", trail: "api_token.revoke" },
  "enrolment-token.create": { action: "createEnrolmentTokenAction", permission: "enrolment.write", schema: "createEnrolmentTokenInput", trail: "enrolment_token.create" },
  "enrolment-token.revoke": { action: "revokeEnrolmentTokenAction", permission: "enrolment.write", schema: "revokeEnrolmentTokenInput", trail: "enrolment_token.revoke" },
  "hook.dry-run": { action: "askDryRunAction", permission: "hook.write", schema: "askDryRunInput", trail: "hook.dry_run" },
  "hook.settings": { action: "setHookSettingsAction", permission: "hook.write", schema: "setHookSettingsInput", trail: "hook.settings" },
  "hook.switch": { action: "switchHookScriptAction", permission: "hook.write", schema: "switchHookScriptInput", trail: "hook.switch_on" },
  "host.reconcile": { action: "reconcileHostAction", permission: "host.reconcile", schema: "reconcileHostInput", trail: "host.reconcile" },
  "import.add-files": { action: "addImportFilesAction", permission: "import.write", schema: "addImportFilesInput", trail: null },
  "import.commit": { action: "commitImportAction", permission: "import.write", schema: "commitImportInput", trail: "import.commit" },
  "import.discard": { action: "discardImportAction", permission: "import.write", schema: "discardImportInput", trail: "import.discard" },
  "import.leave-out-file": { action: "leaveOutImportFileAction", permission: "import.write", schema: "leaveOutImportFileInput", trail: null },
  "import.name-host": { action: "nameImportHostAction", permission: "import.write", schema: "nameImportHostInput", trail: null },
  "import.set-offset": { action: "setImportOffsetAction", permission: "import.write", schema: "setImportOffsetInput", trail: null },
  "import.start": { action: "startImportAction", permission: "import.write", schema: "startImportInput", trail: "import.start" },
  "import.undo": { action: "undoImportAction", permission: "import.write", schema: "undoImportInput", trail: "import.undo" },
  "logoff.cancel": { action: "cancelOrderAction", permission: "logoff.cancel", schema: "cancelOrderInput", trail: "order.cancel" },
  "message-template.delete": { action: "deleteMessageTemplateAction", permission: "template.write", schema: "deleteMessageTemplateInput", trail: "template.delete" },
  "message-template.list": { action: "listMessageTemplatesAction", permission: "logoff.request", schema: null, trail: null },
  "message-template.save": { action: "saveMessageTemplateAction", permission: "template.write", schema: "saveMessageTemplateInput", trail: "template.save" },
  "operator.change": { action: "changeOperatorAction", permission: "operator.write", schema: "changeOperatorInput", trail: "operator.change" },
  "operator.change-password": { action: "changePasswordAction", permission: "signed-in", schema: "changePasswordInput", trail: "operator.change_password" },
  "operator.invite": { action: "inviteOperatorAction", permission: "operator.write", schema: "inviteOperatorInput", trail: "operator.create" },
  "operator.link": { action: "issuePasswordLinkAction", permission: "operator.write", schema: "issuePasswordLinkInput", trail: "operator.link" },
  "operator.revoke-sign-in": { action: "revokeSignInAction", permission: "signed-in", schema: "revokeSignInInput", trail: "operator.revoke_sign_in" },
  "operator.set-password": { action: "setPasswordAction", permission: "public", schema: "setPasswordInput", trail: "operator.set_password" },
  "operator.set-up": { action: "setUpFirstAdministratorAction", permission: "public", schema: "setUpFirstAdministratorInput", trail: "operator.create" },
  "operator.sign-in": { action: "signInAction", permission: "public", schema: "signInInput", trail: "operator.sign_in" },
  "operator.sign-out": { action: "signOutAction", permission: "signed-in", schema: null, trail: "operator.sign_out" },
  "operator.switch": { action: "switchOperatorAction", permission: "operator.write", schema: "switchOperatorInput", trail: "operator.disable" },
  "order.approve": { action: "approveOrderAction", permission: "order.approve", schema: "approveOrderInput", trail: "order.approve" },
  "order.preview": { action: "previewOrderAction", permission: "logoff.request", schema: "previewOrderInput", trail: null },
  "order.request": { action: "requestOrderAction", permission: "logoff.request", schema: "requestOrderInput", trail: "order.request" },
  "order.retry": { action: "retryOrderAction", permission: "logoff.request", schema: "retryOrderInput", trail: "order.request" },
  "order.settings": { action: "setApprovalAboveAction", permission: "order.settings", schema: "setApprovalAboveInput", trail: "order.settings" },
  "settings.site-zone": { action: "setSiteZoneAction", permission: "settings.write", schema: "setSiteZoneInput", trail: "settings.site_zone" },
  "policy.save": { action: "savePolicyAction", permission: "policy.write", schema: "savePolicyInput", trail: "policy.create" },
  "policy.simulate": { action: "simulatePolicyAction", permission: "policy.write", schema: "simulatePolicyInput", trail: "policy.simulate" },
  "policy.switch": { action: "switchPolicyAction", permission: "policy.write", schema: "switchPolicyInput", trail: "policy.switch" },
  "superoffice.remove": { action: "removeSuperOfficeAction", permission: "settings.write", schema: "removeSuperOfficeInput", trail: "superoffice.remove" },
  "superoffice.save": { action: "saveSuperOfficeAction", permission: "settings.write", schema: "saveSuperOfficeInput", trail: "superoffice.connect" },
  "superoffice.switch-log-off": { action: "switchSuperOfficeLogOffAction", permission: "settings.write", schema: "switchSuperOfficeLogOffInput", trail: "superoffice.switch_on" },
  "superoffice.sync": { action: "askSuperOfficeSyncAction", permission: "settings.write", schema: null, trail: "superoffice.ask_sync" },
  "view.delete": { action: "deleteViewAction", permission: "view.save", schema: "deleteViewInput", trail: "view.delete" },
  "view.save": { action: "saveViewAction", permission: "view.save", schema: "saveViewInput", trail: "view.save" },
} as const satisfies Record<string, RegisteredAction>;

/** Every route handler. */
// biome-ignore format: one line each
export const ROUTES = {
  "associate.export": { path: "/associates/[associateId]/export", permission: "history.read", schema: "exportHistoryInput", trail: "history.export" },
  "events.stream": { path: "/events", permission: "session.read", schema: null, trail: null },
  "find": { path: "/find", permission: "session.read", schema: null, trail: null },
  "find.matches": { path: "/find/matches", permission: "session.read", schema: "findMatchesInput", trail: null },
  "history.export": { path: "/history/export", permission: "history.read", schema: "exportAllHistoryInput", trail: "history.export" },
  "host.export": { path: "/hosts/[hostId]/export", permission: "history.read", schema: "exportHistoryInput", trail: "history.export" },
  "import.status": { path: "/imports/[importId]/status", permission: "import.read", schema: null, trail: null },
  "import.upload": { path: "/imports/[importId]/files/[fileId]", permission: "import.write", schema: "receiveImportChunkInput", trail: null },
  "order.evidence": { path: "/orders/[orderId]/evidence", permission: "order.read", schema: null, trail: null },
  "report.export": { path: "/reports/export", permission: "history.read", schema: "exportReportInput", trail: "history.export" },
  "session.rows": { path: "/sessions/rows", permission: "session.read", schema: "sessionRowsInput", trail: null },
  "session.sequence": { path: "/sessions/sequence", permission: "session.read", schema: "sessionSequenceInput", trail: null },
  "session.values": { path: "/sessions/values", permission: "session.read", schema: "chipValuesInput", trail: null },
  "trail.export": { path: "/trail/export", permission: "trail.read", schema: "exportTrailInput", trail: "trail.export" },
} as const satisfies Record<string, RegisteredRoute>;

/** Every page, and what seeing it takes. */
export const PAGES = {
  "/": "public",
  "/alerts": "alert.read",
  "/associates": "history.read",
  "/associates/[associateId]": "history.read",
  "/enrolment": "enrolment.read",
  "/enrolment/install": "enrolment.read",
  "/hooks": "hook.read",
  "/history": "history.read",
  "/hosts": "host.read",
  "/hosts/[hostId]": "host.read",
  "/imports": "import.read",
  "/imports/[importId]": "import.read",
  "/orders": "order.read",
  "/orders/[orderId]": "order.read",
  "/orders/[orderId]/print": "order.read",
  "/policies": "policy.read",
  "/policies/[policyId]": "policy.read",
  "/reports": "history.read",
  "/sessions": "session.read",
  "/sessions/ghosts": "session.read",
  "/set-password": "public",
  "/set-up": "public",
  "/set-up/next": "signed-in",
  "/settings": "signed-in",
  "/settings/account": "signed-in",
  "/settings/display": "settings.write",
  "/settings/operators": "operator.read",
  "/settings/operators/[operatorId]": "operator.read",
  "/settings/orders": "order.settings",
  "/settings/superoffice": "settings.write",
  "/sign-in": "public",
  "/tokens": "api-token.read",
  "/trail": "trail.read",
} as const satisfies Record<string, Gate>;

export type ActionName = keyof typeof ACTIONS;
export type RouteName = keyof typeof ROUTES;
