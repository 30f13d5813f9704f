"""Create the tables of reconciliation, payouts to our bank, and closed months.

Revision ID: 0030
"""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE stripe_transaction (
        id serial CONSTRAINT pk_stripe_transaction PRIMARY KEY,
        stripe_id varchar(80) NOT NULL CONSTRAINT uq_stripe_transaction_stripe_id UNIQUE,
        kind varchar(60) NOT NULL,
        source_id varchar(120) NOT NULL DEFAULT '',
        intent_id varchar(120) NOT NULL DEFAULT '',
        reference varchar(120) NOT NULL DEFAULT '',
        amount_cents integer NOT NULL,
        fee_cents integer NOT NULL,
        at timestamptz NOT NULL,
        event varchar(40),
        key varchar(80),
        matched_at timestamptz
    );
    CREATE INDEX ix_stripe_transaction_event ON stripe_transaction (event, key) WHERE event IS NOT NULL;
    CREATE INDEX ix_stripe_transaction_open ON stripe_transaction (id) WHERE matched_at IS NULL;
    CREATE INDEX ix_stripe_transaction_at ON stripe_transaction (at);

    CREATE TABLE reconciliation (
        id serial CONSTRAINT pk_reconciliation PRIMARY KEY,
        started_at timestamptz NOT NULL DEFAULT now(),
        since timestamptz,
        newest_at timestamptz,
        cursor varchar(80),
        transactions integer NOT NULL DEFAULT 0,
        finished_at timestamptz,
        stripe_cents integer,
        ledger_cents integer
    );
    CREATE UNIQUE INDEX uq_reconciliation_open ON reconciliation ((true)) WHERE finished_at IS NULL;

    CREATE TABLE finance_difference (
        id serial CONSTRAINT pk_finance_difference PRIMARY KEY,
        public_id varchar(14) NOT NULL CONSTRAINT uq_finance_difference_public_id UNIQUE,
        cause varchar(20) NOT NULL,
        transaction_id integer CONSTRAINT uq_finance_difference_transaction_id UNIQUE
            CONSTRAINT fk_finance_difference_transaction_id REFERENCES stripe_transaction,
        entry_id bigint CONSTRAINT fk_finance_difference_entry_id REFERENCES ledger_entry,
        stripe_cents integer NOT NULL,
        ledger_cents integer NOT NULL,
        found_at timestamptz NOT NULL DEFAULT now(),
        resolved_at timestamptz,
        resolved_by_id integer CONSTRAINT fk_finance_difference_resolved_by_id REFERENCES user_account,
        note varchar(300) NOT NULL DEFAULT '',
        CONSTRAINT ck_finance_difference_about CHECK (transaction_id IS NOT NULL OR entry_id IS NOT NULL)
    );
    CREATE UNIQUE INDEX uq_finance_difference_entry ON finance_difference (entry_id) WHERE transaction_id IS NULL;
    CREATE INDEX ix_finance_difference_open ON finance_difference (id) WHERE resolved_at IS NULL;
    CREATE INDEX ix_finance_difference_entry_id ON finance_difference (entry_id);
    CREATE INDEX ix_finance_difference_resolved_by_id ON finance_difference (resolved_by_id);

    CREATE TABLE bank_payout (
        id serial CONSTRAINT pk_bank_payout PRIMARY KEY,
        public_id varchar(14) NOT NULL CONSTRAINT uq_bank_payout_public_id UNIQUE,
        amount_cents integer NOT NULL,
        state varchar(20) NOT NULL,
        idempotency_key varchar(22) NOT NULL CONSTRAINT uq_bank_payout_idempotency_key UNIQUE,
        stripe_id varchar(80) CONSTRAINT uq_bank_payout_stripe_id UNIQUE,
        arrives_on date,
        failure varchar(300) NOT NULL DEFAULT '',
        requested_by_id integer CONSTRAINT fk_bank_payout_requested_by_id REFERENCES user_account,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT ck_bank_payout_amount CHECK (amount_cents > 0)
    );
    CREATE UNIQUE INDEX uq_bank_payout_open ON bank_payout ((true)) WHERE state IN ('due', 'sent');
    CREATE INDEX ix_bank_payout_requested_by_id ON bank_payout (requested_by_id);

    CREATE TABLE closed_month (
        first_day date CONSTRAINT pk_closed_month PRIMARY KEY,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        closed_at timestamptz NOT NULL DEFAULT now(),
        differences integer NOT NULL,
        CONSTRAINT ck_closed_month_span CHECK (starts_at < ends_at)
    );

    CREATE TABLE closed_total (
        first_day date NOT NULL CONSTRAINT fk_closed_total_first_day REFERENCES closed_month,
        account varchar(40) NOT NULL,
        opening_cents bigint NOT NULL,
        debit_cents bigint NOT NULL,
        credit_cents bigint NOT NULL,
        CONSTRAINT pk_closed_total PRIMARY KEY (first_day, account)
    );
"""
TRIGGERS = """
    CREATE TRIGGER closed_month_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON closed_month
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
    CREATE TRIGGER closed_total_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON closed_total
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();

    -- All months before a closed one are closed too.
    CREATE FUNCTION ledger_month_open() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.at < (SELECT max(ends_at) FROM closed_month) THEN
            RAISE EXCEPTION 'the month of % is closed: a correction is a new entry, dated now', NEW.at
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_month_open';
        END IF;
        RETURN NEW;
    END $$;

    CREATE TRIGGER ledger_entry_month_open BEFORE INSERT ON ledger_entry
        FOR EACH ROW EXECUTE FUNCTION ledger_month_open();
"""


def upgrade() -> None:
    for statements in (TABLES, TRIGGERS):
        run(statements)


def downgrade() -> None:
    run("DROP TRIGGER ledger_entry_month_open ON ledger_entry; DROP FUNCTION ledger_month_open()")
    for table in ("closed_total", "closed_month", "bank_payout", "finance_difference", "reconciliation"):
        op.drop_table(table)
    op.drop_table("stripe_transaction")


def run(statements: str) -> None:
    """Run SQL as it is: the driver would read a percent sign as a parameter."""
    with op.get_bind().connection.cursor() as cursor:
        cursor.execute(statements)
