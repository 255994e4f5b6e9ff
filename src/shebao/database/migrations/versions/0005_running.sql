-- The month ordered from a page. An order is one row; a worker of the office takes it, and an order whose worker was
-- killed stays open: the next worker goes on where the month's steps stand.
CREATE TABLE office.month_order (
    order_no   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    month      integer NOT NULL,
    until      text NOT NULL,
    ordered_by text NOT NULL,
    ordered    timestamptz NOT NULL DEFAULT now(),
    ended      timestamptz,
    outcome    text CHECK (outcome IN ('done', 'waits', 'stopped')),
    said       text NOT NULL DEFAULT '',
    CHECK ((ended IS NULL) = (outcome IS NULL))
);
-- One at a time: nobody starts twice what is under way.
CREATE UNIQUE INDEX month_order_open ON office.month_order ((ended IS NULL)) WHERE ended IS NULL;

-- How far the step that is being worked on has come, as its worker tells.
CREATE TABLE office.progress (
    month integer PRIMARY KEY,
    step  text NOT NULL,
    done  bigint NOT NULL,
    total bigint NOT NULL,
    began timestamptz NOT NULL
);

-- What is to be paid in a month: the award in force of each person and scheme, where an account for it is known.
CREATE FUNCTION office.payable(m integer)
RETURNS TABLE (person_id bigint, scheme smallint, amount bigint, account_part bigint, bank text, account text)
LANGUAGE sql STABLE AS $$
    SELECT a.person_id, a.scheme, a.amount, a.account_part, b.bank, b.account
    FROM (SELECT DISTINCT ON (w.person_id, w.scheme) w.person_id, w.scheme, w.amount, w.account_part
          FROM record.award w WHERE w.start <= m ORDER BY w.person_id, w.scheme, w.start DESC) a
    JOIN office.bank_account b USING (person_id)
    WHERE a.amount > 0
$$;

-- Where the office's rule says so (setting payments_by_two = yes), what is paid is prepared by one and approved by
-- another; what was looked at is bound by its hash, so a payment added or changed later wants both again.
CREATE TABLE office.release (
    release_no  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    month       integer NOT NULL,
    content     text NOT NULL,
    count       bigint NOT NULL,
    total       bigint NOT NULL,
    prepared_by text NOT NULL,
    prepared    timestamptz NOT NULL DEFAULT now(),
    approved_by text,
    approved    timestamptz,
    CHECK (approved_by <> prepared_by),
    CHECK ((approved_by IS NULL) = (approved IS NULL))
);
CREATE UNIQUE INDEX release_content ON office.release (month, content);

-- The hash of everything that is to be paid in a month, with how much it is.
CREATE FUNCTION office.payable_mark(m integer) RETURNS TABLE (content text, count bigint, total bigint)
LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(coalesce(string_agg(
               concat_ws(' ', p.person_id, p.scheme, p.amount, p.bank, p.account), E'\n'
               ORDER BY p.person_id, p.scheme), ''), 'UTF8')), 'hex'),
           count(*), coalesce(sum(p.amount), 0)::bigint
    FROM office.payable(m) p
$$;

-- Staff of the office itself; those above it look on, those below it have no month.
CREATE FUNCTION guard.office_itself() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN guard.staff() AND current_setting('shebao.place', true) = guard.place_of(
        (SELECT value::integer FROM office.setting WHERE name = 'region'));

-- The sums of what was ordered or, before it is, of what is to be paid, by scheme and bank, for the office and those
-- above it; never whose they are.
CREATE FUNCTION office.payment_sums(m integer) RETURNS TABLE (scheme smallint, bank text, count bigint, total bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
BEGIN ATOMIC
    SELECT i.scheme, i.bank, count(*), sum(i.amount)::bigint FROM office.instruction i
    WHERE i.month = m AND guard.office_here() GROUP BY 1, 2
    UNION ALL
    SELECT p.scheme, p.bank, count(*), sum(p.amount)::bigint FROM office.payable(m) p
    WHERE guard.office_here() AND NOT EXISTS (SELECT 1 FROM office.batch b WHERE b.month = m) GROUP BY 1, 2
    ORDER BY 1, 2;
END;
CREATE FUNCTION office.payment_mark(m integer) RETURNS TABLE (content text, count bigint, total bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
BEGIN ATOMIC
    SELECT k.content, k.count, k.total FROM office.payable_mark(m) k WHERE guard.office_here();
END;

-- Prepare and approve: each in one's own name, by staff of the office itself, of what was looked at and nothing else.
CREATE FUNCTION office.prepare_payments(m integer, looked_at text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE k record;
BEGIN
    IF NOT (guard.has_role('preparer') AND guard.office_itself()) THEN
        RAISE EXCEPTION 'payments are prepared by a clerk of the office itself' USING ERRCODE = '42501';
    END IF;
    SELECT * INTO k FROM office.payable_mark(m);
    IF k.content <> looked_at THEN
        RETURN false;
    END IF;
    INSERT INTO office.release (month, content, count, total, prepared_by)
    VALUES (m, k.content, k.count, k.total, guard.subject()) ON CONFLICT DO NOTHING;
    RETURN true;
END $$;
CREATE FUNCTION office.approve_payments(m integer, looked_at text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE k record;
BEGIN
    IF NOT (guard.has_role('approver') AND guard.office_itself()) THEN
        RAISE EXCEPTION 'payments are approved by somebody of the office itself' USING ERRCODE = '42501';
    END IF;
    SELECT * INTO k FROM office.payable_mark(m);
    IF k.content <> looked_at THEN
        RETURN false;
    END IF;
    UPDATE office.release r SET approved_by = guard.subject(), approved = now()
     WHERE r.month = m AND r.content = looked_at AND r.approved IS NULL;
    RETURN FOUND;
END $$;

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['office.month_order', 'office.progress', 'office.release'] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('GRANT SELECT ON %s TO shebao_portal', t);
        EXECUTE format('CREATE POLICY here ON %s FOR SELECT TO shebao_portal USING (guard.office_here())', t);
    END LOOP;
END $$;
GRANT INSERT ON office.month_order TO shebao_portal;
CREATE POLICY ordered ON office.month_order FOR INSERT TO shebao_portal WITH CHECK (
    guard.has_role('supervisor') AND guard.office_itself() AND ordered_by = guard.subject()
    AND ended IS NULL AND said = '');
REVOKE ALL ON FUNCTION guard.office_itself(), office.payable(integer), office.payable_mark(integer),
    office.payment_sums(integer), office.payment_mark(integer), office.prepare_payments(integer, text),
    office.approve_payments(integer, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.office_itself(), office.payment_sums(integer), office.payment_mark(integer),
    office.prepare_payments(integer, text), office.approve_payments(integer, text) TO shebao_portal;

-- A county's or township's clerk serves people whose accounts lie in the city's funds: which fund it is, is no secret
-- (what lies in it stays with the office).
CREATE FUNCTION guard.below_office() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN guard.staff() AND starts_with(current_setting('shebao.place', true), guard.place_of(
        (SELECT value::integer FROM office.setting WHERE name = 'region')));
REVOKE ALL ON FUNCTION guard.below_office() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.below_office() TO shebao_portal;
CREATE POLICY below ON fund.fund FOR SELECT TO shebao_portal USING (guard.below_office());

-- What the office says of its last closed month to everyone, in the shape of a bulletin: sums, never anybody's own.
CREATE FUNCTION office.published() RETURNS TABLE (name text, value bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
BEGIN ATOMIC
    WITH last AS (SELECT max(month) AS month FROM office.step WHERE step = 'close')
    SELECT 'month', last.month::bigint FROM last WHERE last.month IS NOT NULL
    UNION ALL
    SELECT s.name, s.value::bigint FROM office.statistic s, last
    WHERE s.month = last.month AND (s.name ~ '_(declared|paid)$' OR s.name ~ '^(income|spending|balance):');
END;
REVOKE ALL ON FUNCTION office.published() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION office.published() TO shebao_portal;
