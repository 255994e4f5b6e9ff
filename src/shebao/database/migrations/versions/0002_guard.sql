-- Whoever asks through the pages does so as the role shebao_portal, which owns nothing. What it sees and writes is
-- decided here by what the transaction says of who asks: shebao.subject, .person, .employer, .place and .roles.
-- The office's own work (the month, the command line) runs as the owner, for whom no policy holds.
DO $$ BEGIN
    CREATE ROLE shebao_portal NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- another database of this server has made it
END $$;
GRANT shebao_portal TO CURRENT_USER;

CREATE SCHEMA guard;

-- Who asks, as the transaction says; nobody where it says nothing.
CREATE FUNCTION guard.subject() RETURNS text LANGUAGE sql STABLE
    RETURN nullif(current_setting('shebao.subject', true), '');
CREATE FUNCTION guard.person() RETURNS bigint LANGUAGE sql STABLE
    RETURN nullif(current_setting('shebao.person', true), '')::bigint;
CREATE FUNCTION guard.employer() RETURNS bigint LANGUAGE sql STABLE
    RETURN nullif(current_setting('shebao.employer', true), '')::bigint;
CREATE FUNCTION guard.has_role(VARIADIC wanted text[]) RETURNS boolean LANGUAGE sql STABLE
    RETURN coalesce(string_to_array(current_setting('shebao.roles', true), ',') && wanted, false);
CREATE FUNCTION guard.staff() RETURNS boolean LANGUAGE sql STABLE
    RETURN guard.has_role('preparer', 'approver', 'supervisor', 'accountant');
-- Staff work for all places whose code begins with theirs; the nation's digits are none.
CREATE FUNCTION guard.here(place text) RETURNS boolean LANGUAGE sql STABLE
    RETURN guard.staff() AND starts_with(place, coalesce(current_setting('shebao.place', true), 'nowhere'));
CREATE FUNCTION guard.place_of(region integer) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN region = 0 THEN '' WHEN region % 10000 = 0 THEN to_char(region / 10000, 'FM00')
                WHEN region % 100 = 0 THEN to_char(region / 100, 'FM0000') ELSE to_char(region, 'FM000000') END;

-- The county or township a person belongs to, where the office knows it: GB/T digits, 6 or 9. The region of the record
-- is the place of the insurance, and stays as it is for the law.
ALTER TABLE record.person ADD COLUMN place text CHECK (place ~ '^[0-9]{6}([0-9]{3})?$');
ALTER TABLE record.employer ADD COLUMN place text CHECK (place ~ '^[0-9]{6}([0-9]{3})?$');
CREATE INDEX person_place ON record.person (coalesce(place, guard.place_of(region)) text_pattern_ops);

-- Accounts: which name at the identity provider stands for whom.
CREATE TABLE guard.account (
    subject     text PRIMARY KEY,
    name        text NOT NULL,
    roles       text[] NOT NULL CHECK (cardinality(roles) > 0 AND roles <@ ARRAY[
                    'insured', 'employer', 'preparer', 'approver', 'supervisor', 'accountant']),
    person_id   bigint REFERENCES record.person,
    employer_id bigint REFERENCES record.employer,
    place       text CHECK (place ~ '^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})?$'),
    closed      boolean NOT NULL DEFAULT false,
    CHECK (('insured' = ANY (roles)) = (person_id IS NOT NULL)),
    CHECK (('employer' = ANY (roles)) = (employer_id IS NOT NULL)),
    CHECK ((roles && ARRAY['preparer', 'approver', 'supervisor', 'accountant']) = (place IS NOT NULL))
);

-- Sessions: the token itself is the reader's alone, here lies its hash.
CREATE TABLE guard.session (
    token   bytea PRIMARY KEY,
    subject text NOT NULL REFERENCES guard.account,
    began   timestamptz NOT NULL DEFAULT now(),
    seen    timestamptz NOT NULL DEFAULT now(),
    ended   timestamptz
);

CREATE FUNCTION guard.open_session(token bytea, who text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO guard.session (token, subject)
    SELECT open_session.token, a.subject FROM guard.account a WHERE a.subject = who AND NOT a.closed;
    RETURN FOUND;
END $$;

-- Whose session it is: 30 minutes after the last request, or 12 hours after the first, it is nobody's.
CREATE FUNCTION guard.who(token bytea)
RETURNS TABLE (subject text, name text, roles text[], place text, person_id bigint, employer_id bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    UPDATE guard.session s SET seen = now() WHERE s.token = who.token AND s.seen < now() - interval '1 minute'
       AND s.seen > now() - interval '30 minutes';
    RETURN QUERY SELECT a.subject, a.name, a.roles, a.place, a.person_id, a.employer_id
      FROM guard.session s JOIN guard.account a USING (subject)
     WHERE s.token = who.token AND s.ended IS NULL AND NOT a.closed
       AND s.seen > now() - interval '30 minutes' AND s.began > now() - interval '12 hours';
END $$;

CREATE FUNCTION guard.close_session(token bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
BEGIN ATOMIC
    UPDATE guard.session s SET ended = now() WHERE s.token = close_session.token AND s.ended IS NULL;
END;

-- Every look of staff at a person's record, each bound to the one before by its hash.
CREATE TABLE guard.look (
    seq       bigint PRIMARY KEY,
    at        timestamptz NOT NULL,
    person_id bigint NOT NULL,
    subject   text NOT NULL,
    name      text NOT NULL,
    place     text NOT NULL,
    act       text NOT NULL,
    hash      bytea NOT NULL
);
CREATE INDEX look_person ON guard.look (person_id, seq);
CREATE TABLE guard.chain (one boolean PRIMARY KEY DEFAULT true CHECK (one), seq bigint NOT NULL, hash bytea NOT NULL);
INSERT INTO guard.chain (seq, hash) VALUES (0, sha256('shebao'));
CREATE TRIGGER stays BEFORE UPDATE OR DELETE OR TRUNCATE ON guard.look
    FOR EACH STATEMENT EXECUTE FUNCTION record.stays();

-- What a link of the chain is the hash of: the hash before, and every column, parted by a unit separator.
CREATE FUNCTION guard.link(before bytea, l guard.look) RETURNS bytea LANGUAGE sql STABLE
    RETURN sha256(before || convert_to(concat_ws(E'\x1f', l.seq, floor(extract(epoch FROM l.at) * 1000000)::bigint,
        l.person_id, l.subject, l.name, l.place, l.act), 'UTF8'));

-- Who looked is read from the session, not told by the caller.
CREATE FUNCTION guard.looked(token bytea, persons bigint[], act text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE a record; c guard.chain; l guard.look; p bigint;
BEGIN
    SELECT * INTO a FROM guard.who(looked.token);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no session: a look is logged for somebody' USING ERRCODE = '42501';
    END IF;
    SELECT * INTO c FROM guard.chain FOR UPDATE;
    FOREACH p IN ARRAY persons LOOP
        c.seq := c.seq + 1;
        l := ROW(c.seq, clock_timestamp(), p, a.subject, a.name, coalesce(a.place, ''), looked.act, ''::bytea);
        c.hash := guard.link(c.hash, l);
        l.hash := c.hash;
        INSERT INTO guard.look SELECT l.*;
    END LOOP;
    UPDATE guard.chain SET seq = c.seq, hash = c.hash;
    RETURN c.seq;
END $$;

-- The first link that is not what it should be, or none.
CREATE FUNCTION guard.broken_link() RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE before bytea := sha256('shebao'); l guard.look; n bigint := 0; c guard.chain;
BEGIN
    FOR l IN SELECT * FROM guard.look ORDER BY seq LOOP
        n := n + 1;
        IF l.seq <> n OR l.hash <> guard.link(before, l) THEN
            RETURN n;
        END IF;
        before := l.hash;
    END LOOP;
    SELECT * INTO c FROM guard.chain;
    RETURN CASE WHEN c.seq = n AND c.hash = before THEN NULL ELSE n + 1 END;
END $$;

-- Row policies. A person is seen by herself, by staff of her place, by the employer who declares or pays for her.
GRANT USAGE ON SCHEMA record, office, fund, guard TO shebao_portal;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA guard FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.subject(), guard.person(), guard.employer(), guard.has_role(text[]), guard.staff(), guard.here(text),
    guard.place_of(integer), guard.open_session(bytea, text), guard.who(bytea), guard.close_session(bytea),
    guard.looked(bytea, bigint[], text) TO shebao_portal;

CREATE FUNCTION guard.pays_for(person bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN guard.employer() IS NOT NULL AND (
        EXISTS (SELECT 1 FROM record.stint s WHERE s.person_id = person AND s.payer_id = guard.employer())
        OR EXISTS (SELECT 1 FROM office.declared d WHERE d.person_id = person AND d.employer_id = guard.employer()));
GRANT EXECUTE ON FUNCTION guard.pays_for(bigint) TO shebao_portal;

ALTER TABLE record.person ENABLE ROW LEVEL SECURITY;
CREATE POLICY oneself ON record.person FOR SELECT TO shebao_portal USING (person_id = guard.person());
CREATE POLICY here ON record.person FOR SELECT TO shebao_portal USING (guard.here(coalesce(place, guard.place_of(region))));
CREATE POLICY payer ON record.person FOR SELECT TO shebao_portal USING (guard.pays_for(person_id));

ALTER TABLE record.employer ENABLE ROW LEVEL SECURITY;
CREATE POLICY oneself ON record.employer FOR SELECT TO shebao_portal USING (employer_id = guard.employer());
CREATE POLICY here ON record.employer FOR SELECT TO shebao_portal USING (guard.here(coalesce(place, guard.place_of(region))));
-- The name of who paid stands in a person's own record.
CREATE POLICY paid ON record.employer FOR SELECT TO shebao_portal USING (EXISTS (
    SELECT 1 FROM record.stint s WHERE s.person_id = guard.person() AND s.payer_id = employer_id));

-- A table keyed by person_id is seen by whoever the person is: herself, and staff of her place. An employer is not
-- among them unless `payer` names the column that says which rows are the employer's own.
CREATE FUNCTION guard.by_person(kept text, payer text DEFAULT '') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', kept);
    EXECUTE format('GRANT SELECT ON %s TO shebao_portal', kept);
    EXECUTE format('CREATE POLICY oneself ON %s FOR SELECT TO shebao_portal USING (person_id = guard.person())', kept);
    EXECUTE format('CREATE POLICY here ON %s FOR SELECT TO shebao_portal USING (guard.staff() AND EXISTS (
                        SELECT 1 FROM record.person p WHERE p.person_id = %s.person_id))', kept, kept);
    IF payer <> '' THEN
        EXECUTE format('CREATE POLICY payer ON %s FOR SELECT TO shebao_portal USING (%I = guard.employer())',
                       kept, payer);
    END IF;
END $$;

-- Who may add rows to such a table, by role: about oneself, or as staff about people of the own place. `also` is
-- anything more that must hold of a row.
CREATE FUNCTION guard.added_by(kept text, roles text[], also text DEFAULT 'true') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('GRANT INSERT ON %s TO shebao_portal', kept);
    EXECUTE format('CREATE POLICY added ON %s FOR INSERT TO shebao_portal WITH CHECK (
                        guard.has_role(VARIADIC %L::text[]) AND (%s) AND (person_id = guard.person() OR guard.staff()
                        AND EXISTS (SELECT 1 FROM record.person p WHERE p.person_id = %s.person_id)))',
                   kept, roles, also, kept);
END $$;
REVOKE ALL ON FUNCTION guard.by_person(text, text), guard.added_by(text, text[], text) FROM PUBLIC;

SELECT guard.by_person('record.fact'), guard.by_person('record.fact_now'), guard.by_person('record.stint', 'payer_id'),
       guard.by_person('record.award'), guard.by_person('fund.personal'), guard.by_person('office.declared', 'employer_id'),
       guard.by_person('office.bill_line', 'payer_id'), guard.by_person('office.finding'),
       guard.by_person('office.decision'), guard.by_person('office.approval'), guard.by_person('office.bank_account'),
       guard.by_person('office.instruction'), guard.by_person('guard.look');
GRANT SELECT ON record.person, record.employer TO shebao_portal;

-- Bills are the payer's: an employer's, or a person's own.
ALTER TABLE office.bill ENABLE ROW LEVEL SECURITY;
CREATE POLICY oneself ON office.bill FOR SELECT TO shebao_portal
    USING (person_id = guard.person() OR payer_id = guard.employer());
CREATE POLICY here ON office.bill FOR SELECT TO shebao_portal USING (guard.staff() AND (
    EXISTS (SELECT 1 FROM record.employer e WHERE e.employer_id = payer_id)
    OR EXISTS (SELECT 1 FROM record.person p WHERE p.person_id = bill.person_id)));
ALTER TABLE office.receipt ENABLE ROW LEVEL SECURITY;
CREATE POLICY bill ON office.receipt FOR SELECT TO shebao_portal
    USING (EXISTS (SELECT 1 FROM office.bill b WHERE b.bill_no = receipt.bill_no));
ALTER TABLE office.collected ENABLE ROW LEVEL SECURITY;
CREATE POLICY bill ON office.collected FOR SELECT TO shebao_portal
    USING (EXISTS (SELECT 1 FROM office.bill b WHERE b.bill_no = collected.bill_no));
ALTER TABLE office.confirmation ENABLE ROW LEVEL SECURITY;
CREATE POLICY instruction ON office.confirmation FOR SELECT TO shebao_portal
    USING (EXISTS (SELECT 1 FROM office.instruction i WHERE i.instruction_no = confirmation.instruction_no));
GRANT SELECT ON office.bill, office.receipt, office.collected, office.confirmation TO shebao_portal;

-- What belongs to the place and to nobody in it: the month's steps, rejects, statistics, the books. The office of this
-- database is one; its region is a setting.
CREATE FUNCTION guard.office_here() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN guard.here(guard.place_of(coalesce((SELECT value::integer FROM office.setting WHERE name = 'region'), 0)));
GRANT EXECUTE ON FUNCTION guard.office_here() TO shebao_portal;
DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['office.step', 'office.file', 'office.reject', 'office.statistic', 'office.batch',
        'office.lease', 'fund.fund', 'fund.account', 'fund.entry', 'fund.leg']
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('GRANT SELECT ON %s TO shebao_portal', t);
        EXECUTE format('CREATE POLICY here ON %s FOR SELECT TO shebao_portal USING (guard.office_here())', t);
    END LOOP;
END $$;
-- A fund's name stands in a person's own account.
CREATE POLICY named ON fund.fund FOR SELECT TO shebao_portal USING (guard.person() IS NOT NULL);
GRANT SELECT ON office.setting TO shebao_portal;

-- What is approved is approved by whoever is signed in, in her own name; the award follows. That she did not prepare it
-- is held by the trigger on the approval. Others add their own with their tables.
SELECT guard.added_by('office.approval', ARRAY['approver'], 'rule IS NULL AND approved_by = guard.subject()'),
       guard.added_by('record.award', ARRAY['approver']);
