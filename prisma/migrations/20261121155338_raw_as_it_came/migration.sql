-- AlterTable
ALTER TABLE "audit_raw" ADD COLUMN     "packed" BYTEA,
ALTER COLUMN "lines" DROP NOT NULL;

-- Written by hand from here on: what Prisma's schema language cannot say.

ALTER TABLE audit_raw ADD CONSTRAINT audit_raw_lines_or_packed CHECK ((lines IS NULL) <> (packed IS NULL));
-- Packed already: another try would only cost.
ALTER TABLE audit_raw ALTER COLUMN packed SET STORAGE EXTERNAL;

-- What was kept as it came is unpacked by whoever asks: it gets the place, a list, which no raw record's field ever is.
CREATE OR REPLACE FUNCTION raw_of(raw JSONB, block BIGINT, line SMALLINT) RETURNS JSONB LANGUAGE plpgsql STABLE AS $$
DECLARE
  kept TEXT;
BEGIN
  IF raw IS NOT NULL OR block IS NULL THEN RETURN raw; END IF;
  SELECT split_part(lines, E'\n', line + 1) INTO kept FROM audit_raw WHERE id = block;
  IF kept IS NULL THEN RETURN jsonb_build_object('packed', jsonb_build_array(block, line)); END IF;
  RETURN leaves_of(kept::jsonb);
EXCEPTION
  WHEN OTHERS THEN RETURN jsonb_build_object('line', kept);
END $$;
