-- AlterTable
ALTER TABLE "boot" ADD COLUMN     "first_month" DATE,
ADD COLUMN     "last_month" DATE;

-- Written by hand: what is there already.
UPDATE boot SET first_month = date_trunc('month', seen.first_at AT TIME ZONE 'UTC')::date,
  last_month = date_trunc('month', seen.last_at AT TIME ZONE 'UTC')::date
FROM (SELECT boot_id, min(at) AS first_at, max(at) AS last_at FROM audit_event GROUP BY boot_id) AS seen
WHERE boot.id = seen.boot_id;
