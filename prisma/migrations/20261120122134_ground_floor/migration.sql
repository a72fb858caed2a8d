-- CreateTable
CREATE TABLE "associate" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "full_name" TEXT NOT NULL,
    "group" TEXT NOT NULL DEFAULT '',
    "is_protected" BOOLEAN NOT NULL DEFAULT false,
    "retired_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "associate_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "domain" TEXT NOT NULL DEFAULT '',
    "name" TEXT NOT NULL,
    "associate_id" INTEGER,
    "operator_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "host" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "machine_id" TEXT,
    "platform" TEXT NOT NULL,
    "is_simulated" BOOLEAN NOT NULL DEFAULT false,
    "os" TEXT NOT NULL DEFAULT '',
    "group" TEXT NOT NULL DEFAULT '',
    "boot_key" TEXT,
    "reported_at" TIMESTAMPTZ(3),
    "clock_skew_ms" INTEGER NOT NULL DEFAULT 0,
    "audit_policy" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "host_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "boot" (
    "id" SERIAL NOT NULL,
    "host_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "boot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "live_session" (
    "id" BIGSERIAL NOT NULL,
    "host_id" INTEGER NOT NULL,
    "boot_key" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "logon_id" TEXT,
    "account_id" INTEGER NOT NULL,
    "associate_id" INTEGER,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "line" TEXT NOT NULL DEFAULT '',
    "client_name" TEXT NOT NULL DEFAULT '',
    "client_address" TEXT NOT NULL DEFAULT '',
    "logged_on_at" TIMESTAMPTZ(3) NOT NULL,
    "state_since" TIMESTAMPTZ(3),
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "live_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "host_id" INTEGER NOT NULL,
    "log" SMALLINT NOT NULL,
    "record_id" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "event_id" SMALLINT NOT NULL,
    "logon_type" SMALLINT,
    "boot_id" INTEGER NOT NULL,
    "account_id" INTEGER,
    "logon_id" TEXT,
    "linked_logon_id" TEXT,
    "session_id" TEXT,
    "address" TEXT,
    "fields" JSONB NOT NULL,
    "raw" JSONB,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("host_id","log","record_id","at")
) PARTITION BY RANGE ("at");

-- CreateTable
CREATE TABLE "session" (
    "id" BIGSERIAL NOT NULL,
    "host_id" INTEGER NOT NULL,
    "boot_id" INTEGER NOT NULL,
    "logon_id" TEXT NOT NULL,
    "linked_logon_id" TEXT,
    "session_id" TEXT,
    "account_id" INTEGER NOT NULL,
    "associate_id" INTEGER,
    "logon_type" SMALLINT,
    "address" TEXT,
    "started_at" TIMESTAMPTZ(6),
    "started_before" TIMESTAMPTZ(6),
    "start_record" BIGINT,
    "end_kind" TEXT NOT NULL,
    "end_at" TIMESTAMPTZ(6),
    "end_not_before" TIMESTAMPTZ(6),
    "end_not_after" TIMESTAMPTZ(6),
    "end_confidence" TEXT NOT NULL,
    "end_because" TEXT NOT NULL,
    "end_records" JSONB NOT NULL,
    "segments" JSONB NOT NULL,
    "clock_step_seconds" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "ended_by_target_id" BIGINT,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "logoff_order" (
    "id" SERIAL NOT NULL,
    "requested_by" JSONB NOT NULL,
    "operator_id" INTEGER,
    "reason" TEXT NOT NULL,
    "ticket" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "cancelled_at" TIMESTAMPTZ(3),
    "request_key" TEXT NOT NULL,

    CONSTRAINT "logoff_order_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "logoff_target" (
    "id" BIGSERIAL NOT NULL,
    "order_id" INTEGER NOT NULL,
    "host_id" INTEGER NOT NULL,
    "account_id" INTEGER NOT NULL,
    "associate_id" INTEGER,
    "machine_id" TEXT NOT NULL,
    "boot_key" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "logon_id" TEXT,
    "account_key" TEXT NOT NULL,
    "logged_on_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "state_at" TIMESTAMPTZ(3) NOT NULL,
    "detail" TEXT NOT NULL DEFAULT '',
    "command_id" UUID NOT NULL,
    "leased_until" TIMESTAMPTZ(3),
    "gone_at" TIMESTAMPTZ(3),
    "proved_at" TIMESTAMPTZ(3),
    "evidence" JSONB,

    CONSTRAINT "logoff_target_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "target_step" (
    "id" BIGSERIAL NOT NULL,
    "target_id" BIGINT NOT NULL,
    "state" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "source" TEXT NOT NULL,
    "detail" TEXT NOT NULL DEFAULT '',
    "evidence" JSONB,

    CONSTRAINT "target_step_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agent" (
    "id" SERIAL NOT NULL,
    "host_id" INTEGER NOT NULL,
    "public_key" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL DEFAULT 0,
    "enrolled_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_why" TEXT NOT NULL DEFAULT '',
    "health" JSONB,

    CONSTRAINT "agent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "enrolment_token" (
    "id" SERIAL NOT NULL,
    "hash" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "group" TEXT NOT NULL DEFAULT '',
    "uses_left" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "created_by" JSONB NOT NULL,

    CONSTRAINT "enrolment_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operator" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),

    CONSTRAINT "operator_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in" (
    "id" SERIAL NOT NULL,
    "token_hash" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "address" TEXT NOT NULL DEFAULT '',
    "user_agent" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "sign_in_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "throttle" (
    "key" TEXT NOT NULL,
    "window" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL,

    CONSTRAINT "throttle_pkey" PRIMARY KEY ("key","window")
);

-- CreateTable
CREATE TABLE "trail" (
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "name" TEXT NOT NULL,
    "actor" JSONB NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" JSONB NOT NULL,
    "previous" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "trail_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "import" (
    "id" SERIAL NOT NULL,
    "file_name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "format" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "counts" JSONB NOT NULL,
    "created_by" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "associate_name_idx" ON "associate"("name");

-- CreateIndex
CREATE UNIQUE INDEX "account_key_key" ON "account"("key");

-- CreateIndex
CREATE INDEX "account_associate_id_idx" ON "account"("associate_id");

-- CreateIndex
CREATE INDEX "account_name_idx" ON "account"("name");

-- CreateIndex
CREATE UNIQUE INDEX "host_machine_id_key" ON "host"("machine_id");

-- CreateIndex
CREATE INDEX "host_name_idx" ON "host"("name");

-- CreateIndex
CREATE INDEX "boot_host_id_started_at_idx" ON "boot"("host_id", "started_at");

-- CreateIndex
CREATE UNIQUE INDEX "boot_host_id_key_key" ON "boot"("host_id", "key");

-- CreateIndex
CREATE INDEX "live_session_logged_on_at_id_idx" ON "live_session"("logged_on_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "live_session_associate_id_idx" ON "live_session"("associate_id");

-- CreateIndex
CREATE INDEX "live_session_state_idx" ON "live_session"("state");

-- CreateIndex
CREATE UNIQUE INDEX "live_session_host_id_boot_key_session_id_logged_on_at_key" ON "live_session"("host_id", "boot_key", "session_id", "logged_on_at");

-- CreateIndex
CREATE INDEX "audit_event_host_id_boot_id_idx" ON "audit_event"("host_id", "boot_id");

-- CreateIndex
CREATE INDEX "audit_event_account_id_at_idx" ON "audit_event"("account_id", "at" DESC);

-- CreateIndex
CREATE INDEX "session_associate_id_started_at_idx" ON "session"("associate_id", "started_at" DESC);

-- CreateIndex
CREATE INDEX "session_host_id_started_at_idx" ON "session"("host_id", "started_at" DESC);

-- CreateIndex
CREATE INDEX "session_ended_by_target_id_idx" ON "session"("ended_by_target_id");

-- CreateIndex
CREATE UNIQUE INDEX "session_host_id_boot_id_logon_id_key" ON "session"("host_id", "boot_id", "logon_id");

-- CreateIndex
CREATE UNIQUE INDEX "logoff_order_request_key_key" ON "logoff_order"("request_key");

-- CreateIndex
CREATE INDEX "logoff_order_created_at_idx" ON "logoff_order"("created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "logoff_target_command_id_key" ON "logoff_target"("command_id");

-- CreateIndex
CREATE INDEX "logoff_target_order_id_idx" ON "logoff_target"("order_id");

-- CreateIndex
CREATE INDEX "logoff_target_host_id_state_idx" ON "logoff_target"("host_id", "state");

-- CreateIndex
CREATE INDEX "logoff_target_host_id_boot_key_session_id_idx" ON "logoff_target"("host_id", "boot_key", "session_id");

-- CreateIndex
CREATE INDEX "target_step_target_id_id_idx" ON "target_step"("target_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "agent_public_key_key" ON "agent"("public_key");

-- CreateIndex
CREATE INDEX "agent_host_id_idx" ON "agent"("host_id");

-- CreateIndex
CREATE UNIQUE INDEX "enrolment_token_hash_key" ON "enrolment_token"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "operator_name_key" ON "operator"("name");

-- CreateIndex
CREATE UNIQUE INDEX "sign_in_token_hash_key" ON "sign_in"("token_hash");

-- CreateIndex
CREATE INDEX "sign_in_operator_id_idx" ON "sign_in"("operator_id");

-- CreateIndex
CREATE INDEX "trail_subject_idx" ON "trail"("subject");

-- CreateIndex
CREATE INDEX "trail_name_seq_idx" ON "trail"("name", "seq" DESC);

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_associate_id_fkey" FOREIGN KEY ("associate_id") REFERENCES "associate"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operator"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "boot" ADD CONSTRAINT "boot_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "host"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "live_session" ADD CONSTRAINT "live_session_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "host"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "live_session" ADD CONSTRAINT "live_session_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "live_session" ADD CONSTRAINT "live_session_associate_id_fkey" FOREIGN KEY ("associate_id") REFERENCES "associate"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "host"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_boot_id_fkey" FOREIGN KEY ("boot_id") REFERENCES "boot"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_associate_id_fkey" FOREIGN KEY ("associate_id") REFERENCES "associate"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_ended_by_target_id_fkey" FOREIGN KEY ("ended_by_target_id") REFERENCES "logoff_target"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "logoff_order" ADD CONSTRAINT "logoff_order_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operator"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "logoff_target" ADD CONSTRAINT "logoff_target_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "logoff_order"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "logoff_target" ADD CONSTRAINT "logoff_target_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "host"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "logoff_target" ADD CONSTRAINT "logoff_target_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "logoff_target" ADD CONSTRAINT "logoff_target_associate_id_fkey" FOREIGN KEY ("associate_id") REFERENCES "associate"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "target_step" ADD CONSTRAINT "target_step_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "logoff_target"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent" ADD CONSTRAINT "agent_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "host"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_in" ADD CONSTRAINT "sign_in_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operator"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Written by hand from here on: what Prisma's schema language cannot say.

-- One partition a month, made when the first event of that month comes in. The lock keeps two writers from making it twice.
CREATE FUNCTION ensure_audit_month(moment TIMESTAMPTZ) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
  first_day TIMESTAMPTZ := date_trunc('month', moment AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
  next_month TIMESTAMPTZ := (date_trunc('month', moment AT TIME ZONE 'UTC') + INTERVAL '1 month') AT TIME ZONE 'UTC';
  partition_name TEXT := 'audit_event_' || to_char(first_day AT TIME ZONE 'UTC', 'YYYYMM');
BEGIN
  IF to_regclass(format('%I', partition_name)) IS NOT NULL THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('ensure_audit_month'));
  IF to_regclass(format('%I', partition_name)) IS NOT NULL THEN RETURN; END IF;
  EXECUTE format('CREATE TABLE %I PARTITION OF audit_event FOR VALUES FROM (%L) TO (%L)', partition_name, first_day, next_month);
EXCEPTION
  -- The name was looked up before the other writer's commit became visible to this session's caches.
  WHEN duplicate_table OR unique_violation THEN NULL;
END $$;

-- The trail is append-only for every role that goes through SQL.
CREATE FUNCTION refuse_trail_change() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the trail is append-only';
END $$;
CREATE TRIGGER trail_is_append_only BEFORE UPDATE OR DELETE ON "trail" FOR EACH ROW EXECUTE FUNCTION refuse_trail_change();
CREATE TRIGGER trail_is_never_emptied BEFORE TRUNCATE ON "trail" FOR EACH STATEMENT EXECUTE FUNCTION refuse_trail_change();

ALTER TABLE "operator" ADD CONSTRAINT "operator_role" CHECK ("role" IN ('auditor', 'operator', 'administrator'));
ALTER TABLE "live_session" ADD CONSTRAINT "live_session_state" CHECK ("state" IN ('active', 'idle', 'locked', 'disconnected', 'closing'));
ALTER TABLE "logoff_target" ADD CONSTRAINT "logoff_target_state" CHECK ("state" IN ('queued', 'leased', 'accepted', 'warned', 'executed', 'gone', 'proved', 'refused', 'failed', 'expired', 'cancelled', 'unreachable', 'unproved'));
-- Proof is never a claim: a proved target names its record.
ALTER TABLE "logoff_target" ADD CONSTRAINT "logoff_target_proved_has_evidence" CHECK ("state" <> 'proved' OR ("evidence" IS NOT NULL AND "proved_at" IS NOT NULL));
ALTER TABLE "session" ADD CONSTRAINT "session_end_kind" CHECK ("end_kind" IN ('logged_off', 'destroyed', 'notified', 'shut_down', 'suspended', 'crashed', 'lost', 'open'));
ALTER TABLE "session" ADD CONSTRAINT "session_end_confidence" CHECK ("end_confidence" IN ('exact', 'high', 'interval', 'low', 'open'));
CREATE INDEX "logoff_target_pending" ON "logoff_target" ("host_id", "id") WHERE "state" IN ('queued', 'leased', 'accepted', 'warned', 'executed', 'gone', 'unproved');
