package dev.jobgrid.bench.store;

import com.zaxxer.hikari.HikariDataSource;

/** Someone who takes jobs durably, each into tables of its own. */
interface Contender extends AutoCloseable {
    /** Makes its tables in an empty database. */
    void open(HikariDataSource database) throws Exception;

    /** Takes one job of {@link Payload#TEXT}; it is durable on return. Called by many threads. */
    void submit() throws Exception;

    /** Takes this many jobs as fast as it can. */
    default void submitMany(int jobs) throws Exception {
        for (int i = 0; i < jobs; i++) {
            submit();
        }
    }

    /** Runs all jobs taken, each of which does nothing, with 16 workers, and returns when the last one has run. */
    default void drain(int jobs) throws Exception {
        throw new UnsupportedOperationException("takes no part in this");
    }

    @Override
    void close();
}
