-- Written by hand: what Prisma's schema language cannot say.

-- What later records may still change: few, however long a boot has lasted.
CREATE INDEX session_open_idx ON session (host_id, boot_id) WHERE seam_id IS NULL;

-- Any logon: an end that comes late may be that of a network's or a service's, and must not have its whole boot read.
DROP INDEX audit_event_logon_idx;
CREATE INDEX audit_event_logon_idx ON audit_event (host_id, logon_id) WHERE event_id = 4624;
