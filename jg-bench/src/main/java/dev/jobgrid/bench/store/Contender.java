package dev.jobgrid.bench.store;

import com.zaxxer.hikari.HikariDataSource;

/** A job library that stores jobs durably, in tables of its own. */
interface Contender extends AutoCloseable {
    /** Creates its tables in an empty database. */
    void open(HikariDataSource database) throws Exception;

    /** Submits one job of {@link Payload#TEXT}; it is durable on return. Called by many threads. */
    void submit() throws Exception;

    /** Submits this many jobs as fast as it can. */
    default void submitMany(int jobs) throws Exception {
        for (int i = 0; i < jobs; i++) {
            submit();
        }
    }

    /** Runs all submitted no-op jobs with 16 workers, and returns when the last one has run. */
    default void drain(int jobs) throws Exception {
        throw new UnsupportedOperationException("takes no part in this");
    }

    @Override
    void close();
}
