package dev.jobgrid.storage;

import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.Creation;
import dev.jobgrid.spi.NewJob;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The writes of jobs, each as one transaction, in what one kind of database does fastest. Thread-safe. */
interface JobWrites {
    /** Stores new jobs as {@link dev.jobgrid.spi.JobStore#create} says, for several callers at once. */
    List<List<Creation>> create(List<List<NewJob>> calls);

    /** As {@link #create(List)} for one caller, on a connection whose transaction someone else commits. */
    List<Creation> create(List<NewJob> jobs, Connection connection) throws SQLException;

    /** Stores changes as {@link dev.jobgrid.spi.JobStore#apply} says, for several callers at once. */
    List<Boolean> apply(List<Transition> transitions);
}
