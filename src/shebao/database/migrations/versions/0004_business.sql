-- A declaration that an employer writes here: kept line by line as typed, so that nothing typed is lost, and handed in
-- when no line is wrong. What is handed in stands in office.declared, where the month finds it.
CREATE TABLE office.draft (
    employer_id bigint NOT NULL REFERENCES record.employer,
    month       integer NOT NULL,
    began       timestamptz NOT NULL DEFAULT now(),
    handed_in   timestamptz,
    handed_by   text,
    PRIMARY KEY (employer_id, month)
);
CREATE TABLE office.draft_line (
    employer_id bigint NOT NULL,
    month       integer NOT NULL,
    line        integer NOT NULL,
    name        text NOT NULL,
    id_type     text NOT NULL,
    id_number   text NOT NULL,
    wage        text NOT NULL,
    fen         bigint NOT NULL CHECK (fen >= 0),
    raw         text NOT NULL DEFAULT '',
    field       text NOT NULL DEFAULT '',
    reason      text NOT NULL DEFAULT '',
    PRIMARY KEY (employer_id, month, line),
    FOREIGN KEY (employer_id, month) REFERENCES office.draft
);
CREATE INDEX draft_line_wrong ON office.draft_line (employer_id, month) WHERE field <> '';

ALTER TABLE office.draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE office.draft_line ENABLE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON office.draft TO shebao_portal;
GRANT SELECT, INSERT, UPDATE, DELETE ON office.draft_line TO shebao_portal;
CREATE POLICY own ON office.draft FOR SELECT TO shebao_portal USING (employer_id = guard.employer());
CREATE POLICY here ON office.draft FOR SELECT TO shebao_portal
    USING (guard.staff() AND EXISTS (SELECT 1 FROM record.employer e WHERE e.employer_id = draft.employer_id));
CREATE POLICY begun ON office.draft FOR INSERT TO shebao_portal
    WITH CHECK (employer_id = guard.employer() AND guard.has_role('employer') AND handed_in IS NULL);
CREATE POLICY own ON office.draft_line TO shebao_portal
    USING (employer_id = guard.employer())
    WITH CHECK (employer_id = guard.employer() AND guard.has_role('employer') AND EXISTS (
        SELECT 1 FROM office.draft d
        WHERE d.employer_id = draft_line.employer_id AND d.month = draft_line.month AND d.handed_in IS NULL));
-- Restrictive: what is handed in is not taken out by a handler that forgot to ask.
CREATE POLICY open ON office.draft_line AS RESTRICTIVE FOR DELETE TO shebao_portal USING (EXISTS (
    SELECT 1 FROM office.draft d
    WHERE d.employer_id = draft_line.employer_id AND d.month = draft_line.month AND d.handed_in IS NULL));

-- The month that can be declared for: the one after the last whose declarations were read.
CREATE FUNCTION office.open_month() RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN coalesce((SELECT max(s.month) + 1 FROM office.step s WHERE s.step = 'declare'),
        (SELECT left(v, 4)::integer * 12 + right(v, 2)::integer - 1
           FROM (SELECT value::jsonb ->> 'month' AS v FROM office.setting WHERE name = 'city') c));

-- Lines of one's own draft that the register does not know: an employer may not read the register itself.
CREATE FUNCTION office.unknown_lines(month integer)
RETURNS TABLE (line integer, field text, reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
BEGIN ATOMIC
    SELECT l.line, CASE WHEN p.person_id IS NOT NULL AND p.name <> l.name THEN 'name' ELSE 'id_number' END,
           CASE WHEN p.person_id IS NULL THEN 'no such person in the register'
                WHEN p.name <> l.name THEN 'the register has another name for this number'
                ELSE 'declared twice in this month' END
      FROM (SELECT d.*, row_number() OVER (PARTITION BY d.id_type, d.id_number ORDER BY d.line) AS nth
              FROM office.draft_line d
             WHERE d.employer_id = guard.employer() AND d.month = unknown_lines.month AND d.field = '') l
      LEFT JOIN record.person p ON p.id_type = l.id_type AND p.id_number = l.id_number
     WHERE p.person_id IS NULL OR p.name <> l.name OR l.nth > 1;
END;

-- Hand in the own draft: all of it or nothing. The month's work holds the lock alone (office/month.py).
CREATE FUNCTION office.hand_in(month integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
#variable_conflict use_column
DECLARE me bigint := guard.employer(); n integer;
BEGIN
    IF me IS NULL OR NOT guard.has_role('employer') THEN
        RAISE EXCEPTION 'an employer hands in its own declaration' USING ERRCODE = '42501';
    END IF;
    IF NOT pg_try_advisory_xact_lock_shared(20611, hand_in.month) THEN
        RAISE EXCEPTION 'busy' USING ERRCODE = '55006';
    END IF;
    IF hand_in.month IS DISTINCT FROM office.open_month() THEN
        RAISE EXCEPTION 'closed' USING ERRCODE = '55000';
    END IF;
    PERFORM 1 FROM office.draft d
      WHERE d.employer_id = me AND d.month = hand_in.month AND d.handed_in IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'nothing' USING ERRCODE = '55000';
    END IF;
    IF EXISTS (SELECT 1 FROM office.draft_line l WHERE l.employer_id = me AND l.month = hand_in.month AND l.field <> '')
       OR EXISTS (SELECT 1 FROM office.unknown_lines(hand_in.month)) THEN
        RAISE EXCEPTION 'wrong' USING ERRCODE = '55000';
    END IF;
    INSERT INTO office.declared (person_id, month, employer_id, category, wage)
    SELECT p.person_id, l.month, me, 0, l.fen FROM office.draft_line l
      JOIN record.person p ON p.id_type = l.id_type AND p.id_number = l.id_number
     WHERE l.employer_id = me AND l.month = hand_in.month;
    GET DIAGNOSTICS n = ROW_COUNT;
    IF n = 0 THEN
        RAISE EXCEPTION 'nothing' USING ERRCODE = '55000';
    END IF;
    UPDATE office.draft d SET handed_in = now(), handed_by = guard.subject()
     WHERE d.employer_id = me AND d.month = hand_in.month;
    RETURN n;
END $$;

-- Take it back to change it, as long as the month has not read it.
CREATE FUNCTION office.take_back(month integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
#variable_conflict use_column
DECLARE me bigint := guard.employer();
BEGIN
    IF me IS NULL OR NOT guard.has_role('employer') THEN
        RAISE EXCEPTION 'an employer takes back its own declaration' USING ERRCODE = '42501';
    END IF;
    IF NOT pg_try_advisory_xact_lock_shared(20611, take_back.month)
       OR take_back.month IS DISTINCT FROM office.open_month() THEN
        RETURN false;
    END IF;
    UPDATE office.draft d SET handed_in = NULL, handed_by = NULL
     WHERE d.employer_id = me AND d.month = take_back.month AND d.handed_in IS NOT NULL;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM office.declared d WHERE d.employer_id = me AND d.month = take_back.month AND d.category = 0;
    RETURN true;
END $$;
REVOKE ALL ON FUNCTION office.hand_in(integer), office.take_back(integer), office.unknown_lines(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION office.open_month(), office.hand_in(integer), office.take_back(integer),
    office.unknown_lines(integer) TO shebao_portal;

-- Certificates: what was said of whom, found again by a code that nobody can guess.
CREATE TABLE office.certificate (
    code        text PRIMARY KEY CHECK (length(code) >= 16),
    kind        text NOT NULL,
    person_id   bigint NOT NULL DEFAULT 0,
    employer_id bigint NOT NULL DEFAULT 0,
    issued      timestamptz NOT NULL DEFAULT now(),
    issued_by   text NOT NULL,
    said        jsonb NOT NULL,
    CHECK ((person_id > 0) <> (employer_id > 0))
);
CREATE TRIGGER stays BEFORE UPDATE OR DELETE OR TRUNCATE ON office.certificate
    FOR EACH STATEMENT EXECUTE FUNCTION record.stays();
ALTER TABLE office.certificate ENABLE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON office.certificate TO shebao_portal;
CREATE POLICY own ON office.certificate FOR SELECT TO shebao_portal
    USING (employer_id = guard.employer() OR person_id = guard.person());
CREATE POLICY here ON office.certificate FOR SELECT TO shebao_portal
    USING (guard.staff() AND EXISTS (SELECT 1 FROM record.person p WHERE p.person_id = certificate.person_id));
CREATE POLICY issued ON office.certificate FOR INSERT TO shebao_portal WITH CHECK (issued_by = guard.subject() AND (
    employer_id = guard.employer() OR person_id = guard.person()
    OR guard.staff() AND EXISTS (SELECT 1 FROM record.person p WHERE p.person_id = certificate.person_id)));
CREATE FUNCTION office.verify(code text) RETURNS TABLE (kind text, issued timestamptz, said jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
BEGIN ATOMIC
    SELECT c.kind, c.issued, c.said FROM office.certificate c WHERE c.code = verify.code;
END;
GRANT EXECUTE ON FUNCTION office.verify(text) TO shebao_portal;

-- Staff prepare decisions in their own name; approving stays another's (second_pair_of_eyes).
SELECT guard.added_by('office.decision', ARRAY['preparer'], 'prepared_by = guard.subject()');

-- A fact of the record set right: one prepares it from a paper she saw, another approves, and only then it holds.
CREATE TABLE office.correction (
    correction_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id     bigint NOT NULL REFERENCES record.person,
    kind          text NOT NULL,
    since         integer NOT NULL,
    value         bigint NOT NULL,
    evidence      text NOT NULL CHECK (evidence <> ''),
    prepared_by   text NOT NULL,
    prepared      timestamptz NOT NULL DEFAULT now(),
    approved_by   text,
    approved      timestamptz,
    CHECK (approved_by <> prepared_by)
);
CREATE INDEX correction_person ON office.correction (person_id);
SELECT guard.by_person('office.correction'),
       guard.added_by('office.correction', ARRAY['preparer'],
                      'prepared_by = guard.subject() AND approved_by IS NULL AND approved IS NULL');
CREATE FUNCTION office.approve_correction(number bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE c office.correction; s bigint;
BEGIN
    SELECT x.* INTO c FROM office.correction x JOIN record.person p USING (person_id)
     WHERE x.correction_id = number AND x.approved IS NULL AND guard.has_role('approver')
       AND guard.here(coalesce(p.place, guard.place_of(p.region))) FOR UPDATE OF x;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF c.prepared_by = guard.subject() THEN
        RAISE EXCEPTION '% prepared this correction and cannot approve it', c.prepared_by USING ERRCODE = '23514';
    END IF;
    UPDATE record.counter SET last = last + 1 WHERE name = 'fact' RETURNING last INTO s;
    INSERT INTO record.fact (person_id, seq, kind, since, value, source)
    VALUES (c.person_id, s, c.kind, c.since, c.value, 'correction ' || c.correction_id);
    INSERT INTO record.fact_now (person_id, kind, since, seq, value)
    VALUES (c.person_id, c.kind, c.since, s, c.value)
    ON CONFLICT (person_id, kind, since) DO UPDATE SET seq = excluded.seq, value = excluded.value;
    UPDATE office.correction SET approved_by = guard.subject(), approved = now() WHERE correction_id = number;
    RETURN true;
END $$;

-- Employers that register: anyone applies, an approver of the place lets in.
CREATE TABLE office.registration (
    number         text PRIMARY KEY CHECK (length(number) >= 12),
    credit_code    char(18) NOT NULL,
    name           text NOT NULL CHECK (name <> ''),
    region         integer NOT NULL,
    industry_class smallint NOT NULL CHECK (industry_class BETWEEN 1 AND 8),
    contact        text NOT NULL,
    applied        timestamptz NOT NULL DEFAULT now(),
    decided_by     text,
    decided        timestamptz,
    accepted       boolean
);
ALTER TABLE office.registration ENABLE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON office.registration TO shebao_portal;
CREATE POLICY here ON office.registration FOR SELECT TO shebao_portal USING (guard.here(guard.place_of(region)));
CREATE POLICY applied ON office.registration FOR INSERT TO shebao_portal
    WITH CHECK (decided_by IS NULL AND decided IS NULL AND accepted IS NULL);
CREATE FUNCTION office.registration_state(number text) RETURNS TABLE (name text, credit_code text, applied timestamptz, accepted boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
BEGIN ATOMIC
    SELECT r.name, r.credit_code::text, r.applied, r.accepted FROM office.registration r
     WHERE r.number = registration_state.number;
END;
-- The employer enters the register, and whoever proves its credit code at the identity provider stands for it.
CREATE FUNCTION office.decide_registration(number text, accept boolean) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE r office.registration; e bigint;
BEGIN
    SELECT * INTO r FROM office.registration x
     WHERE x.number = decide_registration.number AND x.decided IS NULL AND guard.has_role('approver')
       AND guard.here(guard.place_of(x.region)) FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'none';
    END IF;
    IF accept AND EXISTS (SELECT 1 FROM record.employer m WHERE m.credit_code = r.credit_code) THEN
        RETURN 'known';
    END IF;
    IF accept THEN
        UPDATE record.counter SET last = greatest(last, coalesce((SELECT max(employer_id) FROM record.employer), 0)) + 1
         WHERE name = 'employer' RETURNING last INTO e;
        -- Who is insured for the first time pays the base rate of its class (人社部发〔2015〕71号): a float of 100 %.
        INSERT INTO record.employer (employer_id, credit_code, name, region, industry_class, injury_float)
        VALUES (e, r.credit_code, r.name, r.region, r.industry_class, 1000000);
        INSERT INTO guard.account (subject, name, roles, employer_id)
        VALUES (r.credit_code, r.name, ARRAY['employer'], e);
    END IF;
    UPDATE office.registration x SET decided_by = guard.subject(), decided = now(), accepted = accept
     WHERE x.number = decide_registration.number;
    RETURN 'done';
END $$;
REVOKE ALL ON FUNCTION office.approve_correction(bigint), office.decide_registration(text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION office.approve_correction(bigint), office.registration_state(text),
    office.decide_registration(text, boolean) TO shebao_portal;
