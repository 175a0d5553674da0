package dev.jobgrid.storage;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
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
        JdbiTemplateStore templates,
        JdbiCallbackOutbox callbacks,
        JdbiAdmissionStore admission,
        JdbiInstanceStore instances,
        JdbiHoldStore holds,
        JdbiHistoryStore history,
        JdbiRetentionStore retention,
        StoreIdentity identity,
        Signals signals,
        ExecutorService elsewhere) {
    /** Ends what listens, and the threads that write for callers, once they have written. */
    void close() {
        signals.close();
        StoreThreads.end(elsewhere);
    }

    /** On an H2 database of this process alone. */
    static JdbiStores h2(Jdbi jdbi, StoreConnections connections, Durability durability) {
        TableNames names = TableNames.plain();
        Optional<String> afterCommit = switch (durability) {
            case PROCESS -> Optional.empty();
            case POWER -> Optional.of("CHECKPOINT SYNC");
        };
        Transactions transactions = new Transactions(jdbi, connections, afterCommit);
        JobStatements statements = new JobStatements(names);
        StoredJson json = new StoredJson();
        return on(
                jdbi,
                names,
                json,
                transactions,
                new BatchedJobWrites(transactions, statements, creation(json, statements, names), new HoldRows(names)),
                CreditRows.h2(names),
                new PlainLookups(transactions, new JobRows(json)),
                new StoreIdentity(transactions),
                new LocalSignals(),
                StoreThreads.executor());
    }

    /** On a PostgreSQL database that others may use too. */
    static JdbiStores postgres(Jdbi jdbi, DataSource database, StoreConnections connections, TableNames names) {
        Transactions transactions = new Transactions(jdbi, connections);
        StoredJson json = new StoredJson();
        PostgresSignals signals = new PostgresSignals(database, names);
        ExecutorService elsewhere = StoreThreads.executor();
        WorkNews news = new WorkNews(
                () -> transactions.writeOnce(
                        "telling idle grids of work",
                        connection -> signals.announceWork(connection, signals.listening())),
                elsewhere);
        return on(
                jdbi,
                names,
                json,
                transactions,
                new PostgresJobWrites(
                        transactions,
                        creation(json, new JobStatements(names), names),
                        new HoldRows(names),
                        signals,
                        news,
                        names),
                CreditRows.postgres(names),
                new PostgresLookups(transactions, new JobRows(json), names, elsewhere),
                StoreIdentity.postgres(transactions),
                signals,
                elsewhere);
    }

    private static JobCreation creation(StoredJson json, JobStatements statements, TableNames names) {
        return new JobCreation(statements, new IdempotencyKeys(names), new JobLookup(new JobRows(json), names));
    }

    private static JdbiStores on(
            Jdbi jdbi,
            TableNames names,
            StoredJson json,
            Transactions transactions,
            JobWrites plain,
            CreditRows credits,
            Lookups lookups,
            StoreIdentity identity,
            Signals signals,
            ExecutorService elsewhere) {
        LockedAccounts locked = new LockedAccounts(System::nanoTime);
        JobWrites writes = new CreditedJobWrites(transactions, plain, credits, locked);
        // Arguments can be secrets, and an exception's message ends up in a log.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
        CommittedJobs commits = new CommittedJobs(transactions, json, writes, locked, elsewhere);
        JdbiInstanceStore instances = new JdbiInstanceStore(transactions, json, signals);
        return new JdbiStores(
                new JdbiJobStore(transactions, json, commits, lookups, signals),
                new JdbiLogStore(transactions, names),
                new JdbiInputStore(transactions, elsewhere),
                new JdbiArtifactStore(transactions),
                new JdbiApiKeyStore(transactions, lookups),
                new JdbiLedger(transactions, credits),
                new JdbiTemplateStore(transactions, json),
                new JdbiCallbackOutbox(transactions, writes.within(json)),
                new JdbiAdmissionStore(transactions, elsewhere),
                instances,
                new JdbiHoldStore(
                        transactions,
                        commits,
                        new HoldRows(names),
                        new JdbiHoldStore.Beside(writes.within(json), instances),
                        signals),
                new JdbiHistoryStore(transactions),
                new JdbiRetentionStore(transactions),
                identity,
                signals,
                elsewhere);
    }
}
