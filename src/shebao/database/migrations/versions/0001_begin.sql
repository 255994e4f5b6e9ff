-- Who is insured, what happened in their lives, what was paid for which month.
CREATE SCHEMA record;

CREATE TABLE record.person (
    person_id  bigint PRIMARY KEY,
    id_type    text NOT NULL,
    id_number  text NOT NULL,
    name       text NOT NULL,
    sex        smallint NOT NULL CHECK (sex IN (0, 1)),
    birth      date NOT NULL,
    region     integer NOT NULL,
    UNIQUE (id_type, id_number)
);

CREATE TABLE record.employer (
    employer_id    bigint PRIMARY KEY,
    credit_code    char(18) NOT NULL UNIQUE,
    name           text NOT NULL,
    region         integer NOT NULL,
    industry_class smallint NOT NULL CHECK (industry_class BETWEEN 1 AND 8),
    injury_float   integer NOT NULL CHECK (injury_float > 0)
);

-- Bitemporal and append-only: `since` is the month the fact is about, `seq` the order in which facts were learnt.
-- A later row about the same person, kind and since corrects the earlier; another since is a change.
CREATE TABLE record.fact (
    person_id bigint NOT NULL REFERENCES record.person,
    seq       bigint NOT NULL,
    kind      text NOT NULL,
    since     integer NOT NULL,
    value     bigint NOT NULL,
    source    text NOT NULL,
    PRIMARY KEY (person_id, kind, since, seq)
);

-- What holds now, kept in the same transaction as the fact; never rebuilt by replay.
CREATE TABLE record.fact_now (
    person_id bigint NOT NULL REFERENCES record.person,
    kind      text NOT NULL,
    since     integer NOT NULL,
    seq       bigint NOT NULL,
    value     bigint NOT NULL,
    PRIMARY KEY (person_id, kind, since)
);

-- One row takes numbers for facts, so that a run killed and begun again counts as if never killed.
CREATE TABLE record.counter (name text PRIMARY KEY, last bigint NOT NULL);
INSERT INTO record.counter VALUES ('fact', 0), ('person', 0), ('employer', 0);

-- Months paid with one base, place and payer, inside one calendar year. `learnt` is the month it was posted in.
CREATE TABLE record.stint (
    person_id bigint NOT NULL REFERENCES record.person,
    scheme    smallint NOT NULL,
    start     integer NOT NULL,
    payer_id  bigint NOT NULL,
    months    smallint NOT NULL CHECK (months BETWEEN 1 AND 12),
    base      bigint NOT NULL CHECK (base >= 0),
    region    integer NOT NULL,
    category  smallint NOT NULL,
    learnt    integer NOT NULL,
    PRIMARY KEY (person_id, scheme, start, payer_id),
    CHECK (start / 12 = (start + months - 1) / 12)
);

CREATE TABLE record.award (
    person_id     bigint NOT NULL REFERENCES record.person,
    scheme        smallint NOT NULL,
    start         integer NOT NULL,
    amount        bigint NOT NULL CHECK (amount >= 0),
    account_part  bigint NOT NULL CHECK (account_part BETWEEN 0 AND amount),
    provisional   boolean NOT NULL,
    decided       text NOT NULL,
    PRIMARY KEY (person_id, scheme, start)
);

-- The books.
CREATE SCHEMA fund;

CREATE TABLE fund.fund (
    fund_id smallint PRIMARY KEY,
    scheme  text NOT NULL,
    region  integer NOT NULL,
    UNIQUE (scheme, region)
);

CREATE TABLE fund.account (
    fund_id    smallint NOT NULL REFERENCES fund.fund,
    account    text NOT NULL,
    side       smallint NOT NULL CHECK (side IN (1, -1)),
    never_below_zero boolean NOT NULL,
    PRIMARY KEY (fund_id, account)
);

CREATE TABLE fund.entry (
    key     text PRIMARY KEY,
    fund_id smallint NOT NULL REFERENCES fund.fund,
    month   integer NOT NULL,
    memo    text NOT NULL,
    inputs  text NOT NULL,
    UNIQUE (key, fund_id)
);

-- Debit above zero, credit below; a leg stays in the fund of its entry.
CREATE TABLE fund.leg (
    key     text NOT NULL,
    fund_id smallint NOT NULL,
    account text NOT NULL,
    amount  bigint NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (key, account),
    FOREIGN KEY (key, fund_id) REFERENCES fund.entry (key, fund_id),
    FOREIGN KEY (fund_id, account) REFERENCES fund.account (fund_id, account)
);

CREATE FUNCTION fund.entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE off numeric; short record;
BEGIN
    SELECT sum(amount) INTO off FROM fund.leg WHERE key = NEW.key;
    IF off IS NULL OR off <> 0 THEN
        RAISE EXCEPTION 'entry % does not balance: off by % fen', NEW.key, coalesce(off, 0) USING ERRCODE = '23514';
    END IF;
    SELECT l.account, sum(l.amount * a.side) AS balance INTO short
      FROM fund.leg l JOIN fund.account a USING (fund_id, account)
     WHERE l.fund_id = NEW.fund_id AND a.never_below_zero
     GROUP BY l.account HAVING sum(l.amount * a.side) < 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'entry % is refused: % of fund % would fall to % fen; there is no money behind it',
            NEW.key, short.account, NEW.fund_id, short.balance USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entry_balances AFTER INSERT ON fund.entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fund.entry_balances();

CREATE FUNCTION fund.leg_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(amount) FROM fund.leg WHERE key = NEW.key) <> 0 THEN
        RAISE EXCEPTION 'entry % does not balance', NEW.key USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER leg_in_time AFTER INSERT ON fund.leg
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fund.leg_in_time();

-- Personal accounts, a sub-ledger: what came in is above zero, what was paid out below.
CREATE TABLE fund.personal (
    person_id bigint NOT NULL,
    fund_id   smallint NOT NULL REFERENCES fund.fund,
    month     integer NOT NULL,
    kind      text NOT NULL CHECK (kind IN ('opening', 'entry', 'interest', 'paid')),
    amount    bigint NOT NULL,
    PRIMARY KEY (person_id, fund_id, month, kind)
);

-- The month's work.
CREATE SCHEMA office;

CREATE TABLE office.setting (name text PRIMARY KEY, value text NOT NULL);

CREATE TABLE office.step (
    month    integer NOT NULL,
    step     text NOT NULL,
    done     bigint NOT NULL,
    refused  bigint NOT NULL,
    said     text NOT NULL,
    began    timestamptz NOT NULL,
    ended    timestamptz NOT NULL,
    PRIMARY KEY (month, step)
);

CREATE TABLE office.lease (month integer PRIMARY KEY, holder text NOT NULL, since timestamptz NOT NULL);

CREATE TABLE office.file (
    month    integer NOT NULL,
    name     text NOT NULL,
    sha256   text NOT NULL,
    rows     bigint NOT NULL,
    rejected bigint NOT NULL,
    PRIMARY KEY (month, sha256)
);

CREATE TABLE office.reject (
    month  integer NOT NULL,
    file   text NOT NULL,
    line   bigint NOT NULL,
    field  text NOT NULL,
    value  text NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (month, file, line, field)
);

CREATE TABLE office.declared (
    person_id   bigint NOT NULL REFERENCES record.person,
    month       integer NOT NULL,
    employer_id bigint NOT NULL,
    category    smallint NOT NULL,
    wage        bigint NOT NULL CHECK (wage >= 0),
    PRIMARY KEY (person_id, month, employer_id, category)
);

CREATE TABLE office.bill_line (
    person_id             bigint NOT NULL,
    month                 integer NOT NULL,
    payer_id              bigint NOT NULL,
    category              smallint NOT NULL,
    base                  bigint NOT NULL,
    employer_pension      bigint NOT NULL,
    own_pension           bigint NOT NULL,
    employer_unemployment bigint NOT NULL,
    own_unemployment      bigint NOT NULL,
    injury                bigint NOT NULL,
    subsidy               bigint NOT NULL,
    account_entry         bigint NOT NULL,
    PRIMARY KEY (person_id, month, payer_id, category)
);

CREATE TABLE office.bill (
    bill_no      text PRIMARY KEY,
    month        integer NOT NULL,
    category     smallint NOT NULL,
    payer_id     bigint NOT NULL,
    person_id    bigint NOT NULL,
    lines        integer NOT NULL,
    pension      bigint NOT NULL,
    unemployment bigint NOT NULL,
    injury       bigint NOT NULL,
    residents    bigint NOT NULL,
    total        bigint NOT NULL
);

CREATE TABLE office.receipt (
    receipt_ref text PRIMARY KEY,
    month       integer NOT NULL,
    bill_no     text NOT NULL,
    amount      bigint NOT NULL CHECK (amount > 0),
    day         date NOT NULL
);

CREATE TABLE office.collected (
    bill_no  text PRIMARY KEY REFERENCES office.bill,
    month    integer NOT NULL,
    received bigint NOT NULL,
    state    text NOT NULL CHECK (state IN ('full', 'short', 'over', 'open'))
);

CREATE TABLE office.finding (
    person_id bigint NOT NULL,
    month     integer NOT NULL,
    kind      text NOT NULL,
    said      text NOT NULL,
    PRIMARY KEY (person_id, month, kind)
);

CREATE TABLE office.decision (
    person_id    bigint NOT NULL REFERENCES record.person,
    kind         text NOT NULL,
    month        integer NOT NULL,
    question     text NOT NULL,
    region       integer NOT NULL,
    law          text NOT NULL,
    dossier      jsonb NOT NULL,
    amount       bigint NOT NULL,
    account_part bigint NOT NULL,
    trace        jsonb NOT NULL,
    prepared_by  text NOT NULL,
    content      text NOT NULL,
    evidence     text NOT NULL,
    PRIMARY KEY (person_id, kind, month)
);

CREATE TABLE office.approval (
    person_id   bigint NOT NULL,
    kind        text NOT NULL,
    month       integer NOT NULL,
    content     text NOT NULL,
    approved_by text NOT NULL,
    rule        text,
    PRIMARY KEY (person_id, kind, month),
    FOREIGN KEY (person_id, kind, month) REFERENCES office.decision
);

CREATE FUNCTION office.second_pair_of_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE d office.decision;
BEGIN
    SELECT * INTO d FROM office.decision
     WHERE person_id = NEW.person_id AND kind = NEW.kind AND month = NEW.month;
    IF d.content <> NEW.content THEN
        RAISE EXCEPTION 'the decision is not the one that was looked at' USING ERRCODE = '23514';
    END IF;
    IF NEW.rule IS NULL AND d.prepared_by = NEW.approved_by THEN
        RAISE EXCEPTION '% prepared this decision and cannot approve it', NEW.approved_by USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER second_pair_of_eyes BEFORE INSERT ON office.approval
    FOR EACH ROW EXECUTE FUNCTION office.second_pair_of_eyes();

CREATE TABLE office.bank_account (
    person_id bigint PRIMARY KEY REFERENCES record.person,
    bank      text NOT NULL,
    account   text NOT NULL
);

CREATE TABLE office.instruction (
    person_id      bigint NOT NULL,
    scheme         smallint NOT NULL,
    month          integer NOT NULL,
    kind           text NOT NULL,
    instruction_no text NOT NULL UNIQUE,
    amount         bigint NOT NULL CHECK (amount > 0),
    account_part   bigint NOT NULL,
    bank           text NOT NULL,
    batch          text NOT NULL,
    PRIMARY KEY (person_id, scheme, month, kind)
);

CREATE TABLE office.batch (
    batch  text PRIMARY KEY,
    month  integer NOT NULL,
    bank   text NOT NULL,
    count  bigint NOT NULL,
    total  bigint NOT NULL,
    sha256 text
);

CREATE TABLE office.confirmation (
    instruction_no text PRIMARY KEY REFERENCES office.instruction (instruction_no),
    month          integer NOT NULL,
    state          text NOT NULL CHECK (state IN ('paid', 'returned')),
    reason         text NOT NULL
);

CREATE TABLE office.statistic (
    month integer NOT NULL,
    name  text NOT NULL,
    value bigint NOT NULL,
    PRIMARY KEY (month, name)
);

-- What was written stays: corrections are new rows.
CREATE FUNCTION record.stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of %.% stay as written: correct with a new row', TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = '42501';
END $$;
DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['record.fact', 'record.stint', 'record.award', 'fund.entry', 'fund.leg', 'fund.personal',
        'office.decision', 'office.approval', 'office.instruction', 'office.confirmation', 'office.receipt']
    LOOP
        EXECUTE format('CREATE TRIGGER stays BEFORE UPDATE OR DELETE OR TRUNCATE ON %s
                        FOR EACH STATEMENT EXECUTE FUNCTION record.stays()', t);
    END LOOP;
END $$;
