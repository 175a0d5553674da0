package dev.jobgrid.bench.work;

import com.zaxxer.hikari.HikariDataSource;

/** A job library that stores jobs durably and runs them, in tables of its own. */
interface QueueUnderTest extends AutoCloseable {
    /** Number of jobs that run at a time, if the library can be configured so. */
    int WORKERS = 16;

    /** Creates its tables in an empty database. */
    void open(HikariDataSource database) throws Exception;

    /** Submits one job with this text; it is durable on return. */
    void submit(String text) throws Exception;

    /** Submits that many jobs as fast as it can. */
    void submitMany(int jobs) throws Exception;

    /** The process that runs the jobs. */
    default ProcessHandle process() {
        return ProcessHandle.current();
    }

    /** Starts running submitted and later jobs; each only reports to the tally. */
    void start(Tally tally) throws Exception;

    /** Reports to another tally from now on. */
    void reportTo(Tally tally);

    @Override
    void close();
}
