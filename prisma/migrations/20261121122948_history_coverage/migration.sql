-- DropIndex
DROP INDEX "session_associate_id_started_at_idx";

-- DropIndex
DROP INDEX "session_host_id_started_at_idx";

-- AlterTable
ALTER TABLE "session" ADD COLUMN     "begun_at" TIMESTAMPTZ(6),
ADD COLUMN     "presence" box;

-- CreateTable
CREATE TABLE "log_day" (
    "host_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "log" SMALLINT NOT NULL,
    "events" INTEGER NOT NULL,
    "first_record" BIGINT NOT NULL,
    "last_record" BIGINT NOT NULL,
    "first_at" TIMESTAMPTZ(6) NOT NULL,
    "last_at" TIMESTAMPTZ(6) NOT NULL,
    "logons" INTEGER NOT NULL,
    "logoffs" INTEGER NOT NULL,
    "turns" INTEGER NOT NULL,
    "notices" INTEGER NOT NULL,
    "managed" INTEGER NOT NULL,
    "jumps" JSONB NOT NULL,

    CONSTRAINT "log_day_pkey" PRIMARY KEY ("host_id","day","log")
);

-- CreateTable
CREATE TABLE "host_log" (
    "host_id" INTEGER NOT NULL,
    "log" SMALLINT NOT NULL,
    "events" BIGINT NOT NULL,
    "first_record" BIGINT NOT NULL,
    "last_record" BIGINT NOT NULL,
    "first_at" TIMESTAMPTZ(6) NOT NULL,
    "last_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "host_log_pkey" PRIMARY KEY ("host_id","log")
);

-- CreateTable
CREATE TABLE "log_day_due" (
    "id" BIGSERIAL NOT NULL,
    "host_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,

    CONSTRAINT "log_day_due_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "log_day_due_host_id_idx" ON "log_day_due"("host_id");

-- CreateIndex
CREATE INDEX "session_begun_at_id_idx" ON "session"("begun_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "session_associate_id_begun_at_id_idx" ON "session"("associate_id", "begun_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "session_host_id_begun_at_id_idx" ON "session"("host_id", "begun_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "session_end_kind_begun_at_id_idx" ON "session"("end_kind", "begun_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "session_presence_idx" ON "session" USING GIST ("presence");

-- AddForeignKey
ALTER TABLE "log_day" ADD CONSTRAINT "log_day_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "host"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "host_log" ADD CONSTRAINT "host_log_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "host"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Written by hand from here on: what Prisma's schema language cannot say.

-- Few records, and every answer asks for them: cleared, dropped, clock set, policy changed.
CREATE INDEX audit_event_coverage_mark_idx ON audit_event (host_id, at) WHERE event_id IN (1101, 1102, 4616, 4719);

-- A box has a width, so that growing it in time costs something and the tree keeps hosts and times together.
CREATE FUNCTION place_session() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
  boot_at TIMESTAMPTZ;
  earliest TIMESTAMPTZ;
  latest DOUBLE PRECISION := 253402300800; -- the year 10000: nothing closes it
BEGIN
  IF NEW.started_at IS NULL THEN
    SELECT boot.started_at INTO boot_at FROM boot WHERE boot.id = NEW.boot_id;
  END IF;
  NEW.begun_at := COALESCE(NEW.started_at, NEW.started_before, NEW.end_not_before, boot_at);
  earliest := COALESCE(NEW.started_at, LEAST(boot_at, NEW.begun_at));
  IF NEW.end_kind <> 'open' AND COALESCE(NEW.end_at, NEW.end_not_after) IS NOT NULL THEN
    latest := date_part('epoch', GREATEST(NEW.begun_at, NEW.end_at, NEW.end_not_after));
  END IF;
  NEW.presence := box(
    point(NEW.host_id, date_part('epoch', earliest)),
    point(NEW.host_id + 0.5, latest));
  RETURN NEW;
END $$;
CREATE TRIGGER session_place BEFORE INSERT OR UPDATE ON session FOR EACH ROW EXECUTE FUNCTION place_session();

-- A start that was not seen reaches back to the start of the boot, which earlier evidence may move.
CREATE FUNCTION place_sessions_of_boot() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  UPDATE session SET presence = NULL
  WHERE host_id = NEW.host_id AND boot_id = NEW.id AND started_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER boot_place_sessions AFTER UPDATE OF started_at ON boot FOR EACH ROW
  WHEN (OLD.started_at IS DISTINCT FROM NEW.started_at) EXECUTE FUNCTION place_sessions_of_boot();

-- Whatever way events come in or go out, their days are summed up again.
CREATE FUNCTION note_log_days() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO log_day_due (host_id, day)
  SELECT host_id, (at AT TIME ZONE 'UTC')::date FROM changed GROUP BY 1, 2;
  RETURN NULL;
END $$;
CREATE TRIGGER audit_event_added AFTER INSERT ON audit_event
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_log_days();
CREATE TRIGGER audit_event_removed AFTER DELETE ON audit_event
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_log_days();

UPDATE session SET presence = NULL;
INSERT INTO log_day_due (host_id, day) SELECT host_id, (at AT TIME ZONE 'UTC')::date FROM audit_event GROUP BY 1, 2;
