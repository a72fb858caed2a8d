-- Which LogonIds people's logons have used: a late end finds its logon, and an id that comes again shows a start that nobody recorded.
CREATE INDEX audit_event_logon_idx ON audit_event (host_id, logon_id)
  WHERE event_id = 4624 AND logon_type IN (2, 7, 10, 11, 12, 13);
