package dev.jobgrid.storage;

import dev.jobgrid.storage.internal.jobs.AccountLockBackoff;
import dev.jobgrid.storage.internal.jobs.CreditRows;
import dev.jobgrid.storage.internal.jobs.HoldRows;
import dev.jobgrid.storage.internal.jobs.IdempotencyKeys;
import dev.jobgrid.storage.internal.jobs.JdbiJobStore;
import dev.jobgrid.storage.internal.jobs.JdbiLedger;
import dev.jobgrid.storage.internal.jobs.JobCommitter;
import dev.jobgrid.storage.internal.jobs.JobCreation;
import dev.jobgrid.storage.internal.jobs.JobLookup;
import dev.jobgrid.storage.internal.jobs.JobNumbers;
import dev.jobgrid.storage.internal.jobs.JobRows;
import dev.jobgrid.storage.internal.jobs.JobStatements;
import dev.jobgrid.storage.internal.jobs.JobTransaction;
import dev.jobgrid.storage.internal.jobs.JobWrites;
import dev.jobgrid.storage.internal.jobs.Lookups;
import dev.jobgrid.storage.internal.jobs.PlainLookups;
import dev.jobgrid.storage.internal.jobs.QueueReading;
import dev.jobgrid.storage.internal.json.StoredJson;
import dev.jobgrid.storage.internal.logs.JdbiLogStore;
import dev.jobgrid.storage.internal.notify.LocalNotifications;
import dev.jobgrid.storage.internal.notify.NotifyLimiter;
import dev.jobgrid.storage.internal.notify.StoreNotifications;
import dev.jobgrid.storage.internal.postgres.PostgresJobWrites;
import dev.jobgrid.storage.internal.postgres.PostgresLookups;
import dev.jobgrid.storage.internal.postgres.PostgresNotifications;
import dev.jobgrid.storage.internal.sql.StoreConnections;
import dev.jobgrid.storage.internal.sql.StoreThreads;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.storage.internal.sql.Transactions;
import dev.jobgrid.storage.internal.stores.JdbiAdmissionStore;
import dev.jobgrid.storage.internal.stores.JdbiApiKeyStore;
import dev.jobgrid.storage.internal.stores.JdbiArtifactStore;
import dev.jobgrid.storage.internal.stores.JdbiCallbackOutbox;
import dev.jobgrid.storage.internal.stores.JdbiGridNameStore;
import dev.jobgrid.storage.internal.stores.JdbiHistoryStore;
import dev.jobgrid.storage.internal.stores.JdbiHoldStore;
import dev.jobgrid.storage.internal.stores.JdbiInputStore;
import dev.jobgrid.storage.internal.stores.JdbiInstanceStore;
import dev.jobgrid.storage.internal.stores.JdbiRetentionStore;
import dev.jobgrid.storage.internal.stores.JdbiSigningKeyStore;
import dev.jobgrid.storage.internal.stores.JdbiTemplateStore;
import dev.jobgrid.storage.internal.stores.StoreIdentity;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;

/** The stores in one database. Contains nothing specific to one kind of database. Immutable. */
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
        JdbiGridNameStore gridNames,
        JdbiSigningKeyStore signingKeys,
        StoreNotifications signals,
        ExecutorService elsewhere) {
    /** Ends listeners, and the threads of asynchronous writes after their writes. */
    void close() {
        signals.close();
        StoreThreads.end(elsewhere);
    }

    /** On an H2 database of this process only. */
    static JdbiStores h2(Jdbi jdbi, StoreConnections connections, Durability durability) {
        TableNames names = TableNames.plain();
        Optional<String> afterCommit = switch (durability) {
            case PROCESS -> Optional.empty();
            case POWER -> Optional.of("CHECKPOINT SYNC");
        };
        Transactions transactions = new Transactions(jdbi, connections, afterCommit);
        JobStatements statements = new JobStatements(names);
        CreditRows credits = CreditRows.h2(names);
        AccountLockBackoff locked = new AccountLockBackoff(System::nanoTime);
        JobNumbers numbers = new JobNumbers(names);
        StoredJson json = new StoredJson();
        JobRows rows = new JobRows(json, numbers);
        return on(
                jdbi,
                names,
                json,
                rows,
                numbers,
                transactions,
                new JobTransaction(
                        transactions,
                        creation(rows, names, numbers),
                        statements::store,
                        new HoldRows(names),
                        numbers,
                        credits,
                        locked),
                credits,
                locked,
                new PlainLookups(transactions, rows),
                StoreIdentity.plain(transactions),
                new LocalNotifications(),
                StoreThreads.executor());
    }

    /** On a PostgreSQL database that others may use too. */
    static JdbiStores postgres(Jdbi jdbi, DataSource database, StoreConnections connections, TableNames names) {
        Transactions transactions = new Transactions(jdbi, connections);
        StoredJson json = new StoredJson();
        JobNumbers numbers = new JobNumbers(names);
        JobRows rows = new JobRows(json, numbers);
        CreditRows credits = CreditRows.postgres(names);
        AccountLockBackoff locked = new AccountLockBackoff(System::nanoTime);
        PostgresNotifications signals = new PostgresNotifications(database, names);
        ExecutorService elsewhere = StoreThreads.executor();
        NotifyLimiter news = new NotifyLimiter(
                () -> transactions.writeOnce(
                        "notifying idle grids of work",
                        connection -> signals.announceWork(connection, signals.listening())),
                elsewhere);
        return on(
                jdbi,
                names,
                json,
                rows,
                numbers,
                transactions,
                new PostgresJobWrites(
                        transactions,
                        changes -> new JobTransaction(
                                transactions,
                                creation(rows, names, numbers),
                                changes,
                                new HoldRows(names),
                                numbers,
                                credits,
                                locked),
                        numbers,
                        signals,
                        news,
                        names),
                credits,
                locked,
                new PostgresLookups(transactions, rows, names, elsewhere),
                StoreIdentity.postgres(transactions),
                signals,
                elsewhere);
    }

    private static JobCreation creation(JobRows rows, TableNames names, JobNumbers numbers) {
        return new JobCreation(
                new JobStatements(names),
                new IdempotencyKeys(names),
                new JobLookup(rows, names),
                numbers,
                new HoldRows(names));
    }

    private static JdbiStores on(
            Jdbi jdbi,
            TableNames names,
            StoredJson json,
            JobRows rows,
            JobNumbers numbers,
            Transactions transactions,
            JobWrites writes,
            CreditRows credits,
            AccountLockBackoff locked,
            Lookups lookups,
            StoreIdentity identity,
            StoreNotifications signals,
            ExecutorService elsewhere) {
        // Arguments can be secrets, and an exception's message ends up in a log.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
        JobCommitter commits = new JobCommitter(transactions, json, rows, writes, locked, elsewhere);
        JdbiInstanceStore instances = new JdbiInstanceStore(transactions, json, signals);
        return new JdbiStores(
                new JdbiJobStore(transactions, json, rows, new QueueReading(rows, names), commits, lookups, signals),
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
                        new HoldRows(names),
                        numbers,
                        new JdbiHoldStore.Beside(writes.within(json), instances),
                        signals),
                new JdbiHistoryStore(transactions, names),
                new JdbiRetentionStore(transactions),
                identity,
                new JdbiGridNameStore(transactions, identity),
                new JdbiSigningKeyStore(transactions),
                signals,
                elsewhere);
    }
}
