-- AlterTable
ALTER TABLE "audit_event" ADD COLUMN     "raw_block" BIGINT,
ADD COLUMN     "raw_line" SMALLINT;

-- CreateTable
CREATE TABLE "audit_raw" (
    "id" BIGSERIAL NOT NULL,
    "events" INTEGER NOT NULL,
    "lines" TEXT NOT NULL,

    CONSTRAINT "audit_raw_pkey" PRIMARY KEY ("id")
);

-- Written by hand from here on: what Prisma's schema language cannot say.

-- The faster way of packing, where the server was built with it.
DO $$
BEGIN
  ALTER TABLE audit_raw ALTER COLUMN lines SET COMPRESSION lz4;
EXCEPTION
  WHEN feature_not_supported OR invalid_parameter_value THEN NULL;
END $$;

-- The leaves of a JSON value by their path, as texts: what is in there of lists and objects is told field by field.
CREATE FUNCTION leaves_of(whole JSONB) RETURNS JSONB LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH RECURSIVE node(path, value, depth) AS (
    SELECT '', whole, 0
    UNION ALL
    SELECT CASE node.path WHEN '' THEN part.name ELSE node.path || '.' || part.name END, part.value, depth + 1
    FROM node CROSS JOIN LATERAL (
      SELECT key AS name, value FROM jsonb_each(CASE jsonb_typeof(node.value) WHEN 'object' THEN node.value ELSE '{}' END)
      UNION ALL
      SELECT (place - 1)::text, value
      FROM jsonb_array_elements(CASE jsonb_typeof(node.value) WHEN 'array' THEN node.value ELSE '[]' END)
        WITH ORDINALITY AS item(value, place)
    ) AS part
    WHERE depth < 12
  )
  SELECT jsonb_object_agg(path, value #>> '{}') FROM node WHERE jsonb_typeof(value) IN ('string', 'number', 'boolean')
$$;

-- The raw record of an event, wherever it is kept; a line that is no JSON to the database is shown as it is.
CREATE FUNCTION raw_of(raw JSONB, block BIGINT, line SMALLINT) RETURNS JSONB LANGUAGE plpgsql STABLE AS $$
DECLARE
  kept TEXT;
BEGIN
  IF raw IS NOT NULL OR block IS NULL THEN RETURN raw; END IF;
  SELECT split_part(lines, E'\n', line + 1) INTO kept FROM audit_raw WHERE id = block;
  RETURN leaves_of(kept::jsonb);
EXCEPTION
  WHEN OTHERS THEN RETURN jsonb_build_object('line', kept);
END $$;

CREATE FUNCTION drop_raw_of_events() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  UPDATE audit_raw SET events = audit_raw.events - lost.events
  FROM (SELECT raw_block, count(*) AS events FROM changed WHERE raw_block IS NOT NULL GROUP BY raw_block) AS lost
  WHERE audit_raw.id = lost.raw_block;
  IF FOUND THEN
    DELETE FROM audit_raw WHERE events <= 0 AND id IN (SELECT raw_block FROM changed);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER audit_event_raw_dropped AFTER DELETE ON audit_event
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION drop_raw_of_events();
