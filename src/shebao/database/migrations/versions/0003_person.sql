-- What people ask of the office or tell it: a correction, a life event, a pension confirmed. Each is one row, and what
-- becomes of it are rows beside it; its state is the newest of them, 'received' where there is none.
CREATE TABLE office.request (
    request_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id  bigint NOT NULL REFERENCES record.person,
    kind       text NOT NULL,
    content    jsonb NOT NULL,
    made_by    text NOT NULL,
    made       timestamptz NOT NULL DEFAULT now(),
    -- The form's own mark: sent twice, it is one request.
    once       text NOT NULL,
    UNIQUE (person_id, once)
);
CREATE TABLE office.request_step (
    request_no bigint NOT NULL REFERENCES office.request,
    step_no    bigint GENERATED ALWAYS AS IDENTITY,
    person_id  bigint NOT NULL REFERENCES record.person,
    state      text NOT NULL CHECK (state IN ('in work', 'done', 'refused')),
    said       text NOT NULL,
    made_by    text NOT NULL,
    made       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (request_no, step_no)
);

-- Digital cards: whose a card is stands here and nowhere else; the issuer's register knows numbers alone.
CREATE TABLE record.card (
    card      text PRIMARY KEY,
    person_id bigint NOT NULL REFERENCES record.person,
    issuer    text NOT NULL,
    said      text NOT NULL,
    issued    timestamptz NOT NULL DEFAULT now(),
    until     date NOT NULL
);
CREATE INDEX card_person ON record.card (person_id);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['office.request', 'office.request_step', 'record.card'] LOOP
        EXECUTE format('CREATE TRIGGER stays BEFORE UPDATE OR DELETE OR TRUNCATE ON %s
                        FOR EACH STATEMENT EXECUTE FUNCTION record.stays()', t);
    END LOOP;
END $$;
SELECT guard.by_person('office.request'), guard.by_person('office.request_step'), guard.by_person('record.card'),
       guard.added_by('office.request', ARRAY['insured', 'preparer'], 'made_by = guard.subject()'),
       guard.added_by('office.request_step', ARRAY['preparer', 'approver'], 'made_by = guard.subject()'),
       guard.added_by('record.card', ARRAY['insured']);
