-- AlterTable
ALTER TABLE "agent" ADD COLUMN     "alarm" TEXT,
ADD COLUMN     "alarm_at" TIMESTAMPTZ(3),
ADD COLUMN     "key_changed_at" TIMESTAMPTZ(3),
ADD COLUMN     "previous_key" TEXT,
ADD COLUMN     "rotate_asked_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "enrolment_token" ADD COLUMN     "host_id" INTEGER;

-- An alarm has its time, and there are only these.
ALTER TABLE "agent" ADD CONSTRAINT "agent_alarm" CHECK (
  ("alarm" IS NULL) = ("alarm_at" IS NULL) AND ("alarm" IS NULL OR "alarm" IN ('cloned', 'forged', 'foreign', 'takeover'))
);
