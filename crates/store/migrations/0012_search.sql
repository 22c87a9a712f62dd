-- The words of the name under which an account is found. The program writes them with the name, and
-- for the accounts that were there before when this step is taken.
CREATE TABLE account_word (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    word TEXT NOT NULL,
    -- 0 once nobody has anything to do on the account.
    open BIGINT NOT NULL,
    PRIMARY KEY (tenant, account, word)
);
CREATE INDEX account_word_found ON account_word (tenant, open, word, account);
CREATE INDEX account_mrn ON account (tenant, mrn);
-- Names were compared one by one in it.
DROP INDEX account_search;
