package dev.jobgrid.bench.work;

import com.zaxxer.hikari.HikariDataSource;

/** Someone who takes jobs durably and runs them, in tables of its own. */
interface QueueUnderTest extends AutoCloseable {
    /** So many jobs run at a time, where an engine lets one say. */
    int WORKERS = 16;

    /** Makes its tables in an empty database. */
    void open(HikariDataSource database) throws Exception;

    /** Takes one job that carries this text; it is durable on return. */
    void submit(String text) throws Exception;

    /** Takes that many jobs as fast as it can. */
    void submitMany(int jobs) throws Exception;

    /** Runs what was taken and what comes; each job does nothing but tell. */
    void start(Tally tally) throws Exception;

    /** Tells another tally from now on. */
    void tell(Tally tally);

    @Override
    void close();
}
