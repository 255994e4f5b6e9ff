-- Papers that are withdrawn: what was said of somebody stays, but whoever asks by its code is told that it holds no more.
CREATE TABLE office.withdrawn_paper (
    code         text PRIMARY KEY REFERENCES office.certificate,
    withdrawn    timestamptz NOT NULL DEFAULT now(),
    withdrawn_by text NOT NULL,
    reason       text NOT NULL CHECK (reason IN ('wrong', 'hands', 'replaced'))
);
CREATE TRIGGER stays BEFORE UPDATE OR DELETE OR TRUNCATE ON office.withdrawn_paper
    FOR EACH STATEMENT EXECUTE FUNCTION record.stays();
ALTER TABLE office.withdrawn_paper ENABLE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON office.withdrawn_paper TO shebao_portal;
-- Seen by whoever sees the paper; withdrawn by whom it is about, or by staff of the place who prepare and approve.
CREATE POLICY paper ON office.withdrawn_paper FOR SELECT TO shebao_portal
    USING (EXISTS (SELECT 1 FROM office.certificate c WHERE c.code = withdrawn_paper.code));
CREATE POLICY withdrawn ON office.withdrawn_paper FOR INSERT TO shebao_portal WITH CHECK (
    withdrawn_by = guard.subject()
    AND guard.has_role('insured', 'employer', 'preparer', 'approver')
    AND EXISTS (SELECT 1 FROM office.certificate c WHERE c.code = withdrawn_paper.code));

DROP FUNCTION office.verify(text);
CREATE FUNCTION office.verify(code text)
RETURNS TABLE (kind text, issued timestamptz, said jsonb, withdrawn timestamptz, reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
BEGIN ATOMIC
    SELECT c.kind, c.issued, c.said, w.withdrawn, w.reason
      FROM office.certificate c LEFT JOIN office.withdrawn_paper w ON w.code = c.code WHERE c.code = verify.code;
END;
GRANT EXECUTE ON FUNCTION office.verify(text) TO shebao_portal;
