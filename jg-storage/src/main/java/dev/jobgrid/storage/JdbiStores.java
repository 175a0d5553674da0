package dev.jobgrid.storage;

import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;

/** The stores that lie in one database. Says nothing that only one kind of database understands. Immutable. */
record JdbiStores(
        JdbiJobStore jobs,
        JdbiLogStore logs,
        JdbiInputStore inputs,
        JdbiArtifactStore artifacts,
        JdbiApiKeyStore apiKeys,
        JdbiLedger ledger,
        JdbiCallbackOutbox callbacks,
        JdbiAdmissionStore admission,
        JdbiInstanceStore instances,
        JdbiHoldStore holds,
        JdbiHistoryStore history,
        Signals signals) {
    /** On an H2 database of this process alone. */
    static JdbiStores h2(Jdbi jdbi, DataSource database, Durability durability) {
        TableNames names = TableNames.plain();
        Optional<String> afterCommit = switch (durability) {
            case PROCESS -> Optional.empty();
            case POWER -> Optional.of("CHECKPOINT SYNC");
        };
        Transactions transactions = new Transactions(jdbi, database, afterCommit);
        JobStatements statements = new JobStatements(names);
        StoredJson json = new StoredJson();
        return on(
                jdbi,
                json,
                transactions,
                new BatchedJobWrites(transactions, statements, creation(json, statements, names), new HoldRows(names)),
                new PlainLookups(transactions, new JobRows(json)),
                new LocalSignals());
    }

    /** On a PostgreSQL database that others may use too. */
    static JdbiStores postgres(Jdbi jdbi, DataSource database, TableNames names) {
        Transactions transactions = new Transactions(jdbi, database);
        StoredJson json = new StoredJson();
        PostgresSignals signals = new PostgresSignals(database, transactions, names);
        return on(
                jdbi,
                json,
                transactions,
                new PostgresJobWrites(
                        transactions,
                        creation(json, new JobStatements(names), names),
                        new HoldRows(names),
                        signals,
                        names),
                new PostgresLookups(transactions, new JobRows(json), names),
                signals);
    }

    private static JobCreation creation(StoredJson json, JobStatements statements, TableNames names) {
        return new JobCreation(statements, new IdempotencyKeys(names), new JobLookup(new JobRows(json), names));
    }

    private static JdbiStores on(
            Jdbi jdbi, StoredJson json, Transactions transactions, JobWrites writes, Lookups lookups, Signals signals) {
        // Arguments can be secrets, and an exception's message ends up in a log.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
        return new JdbiStores(
                new JdbiJobStore(transactions, json, new CommittedJobs(transactions, json, writes), lookups, signals),
                new JdbiLogStore(transactions),
                new JdbiInputStore(transactions),
                new JdbiArtifactStore(transactions),
                new JdbiApiKeyStore(transactions, lookups),
                new JdbiLedger(transactions),
                new JdbiCallbackOutbox(transactions, writes.within(json)),
                new JdbiAdmissionStore(transactions),
                new JdbiInstanceStore(transactions, json, signals),
                new JdbiHoldStore(transactions, signals),
                new JdbiHistoryStore(transactions),
                signals);
    }
}
