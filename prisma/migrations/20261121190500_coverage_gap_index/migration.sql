-- Written by hand: what Prisma's schema language cannot say.

-- Few records, and every answer about coverage asks for them: gaps that a reader told.
CREATE INDEX audit_event_gap_idx ON audit_event (host_id, at) WHERE event_id = 0;
