package dev.jobgrid.storage;

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
        JdbiAdmissionStore admission) {
    static JdbiStores on(Jdbi jdbi) {
        // Arguments can be secrets, and an exception's message ends up in a log.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
        Transactions transactions = new Transactions(jdbi);
        JdbiJobStore jobs = new JdbiJobStore(transactions, new StoredJson());
        return new JdbiStores(
                jobs,
                new JdbiLogStore(transactions),
                new JdbiInputStore(transactions),
                new JdbiArtifactStore(transactions),
                new JdbiApiKeyStore(transactions),
                new JdbiLedger(transactions),
                new JdbiCallbackOutbox(transactions, jobs::apply),
                new JdbiAdmissionStore(transactions));
    }
}
