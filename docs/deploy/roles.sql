-- Two roles for one store on PostgreSQL: the owner migrates, the service only works.
-- Run as the owner of the tables after every `chemgate db upgrade`; the role has to exist:
--   CREATE ROLE chemgate_service LOGIN PASSWORD '…';
-- Triggers already refuse to change history; without these rights their owner's mistakes are the
-- only ones left, because a role that owns nothing can drop no trigger.

GRANT USAGE ON SCHEMA public TO chemgate_service;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO chemgate_service;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO chemgate_service;

-- What stopped to count, from when on: the only thing that changes in a row of history.
GRANT UPDATE (superseded_at)
    ON bundled_law, certificate, declaration, transfer, usage TO chemgate_service;

-- What is being done, not what was recorded.
GRANT UPDATE, DELETE ON job, job_file, repeated_request TO chemgate_service;

-- Which tables there are is said by the owner alone.
REVOKE INSERT ON alembic_version FROM chemgate_service;
