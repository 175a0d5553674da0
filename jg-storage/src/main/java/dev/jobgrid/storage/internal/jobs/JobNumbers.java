package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.storage.internal.sql.TableNames;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The numbers by which the tables tell jobs apart. Remembers those of jobs that were read or stored lately, so that a change
 * of a job looks for none. Thread-safe.
 */
public final class JobNumbers {
    /** As the sequence's increment. */
    private static final int BLOCK = 1_000;

    /** About 3 MB: more jobs than run or are about to. */
    private static final int REMEMBERED = 20_000;

    private final String nextBlock;
    private final String find;
    private final Map<JobRef, Long> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<JobRef, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    private final Object block = new Object();
    private long next;
    private long end;

    public JobNumbers(TableNames names) {
        nextBlock = names.in("SELECT nextval('job_numbers')");
        find = names.in("SELECT job_number FROM jobs WHERE workspace_id = ? AND job_id = ?");
    }

    /** A number that no job ever had. */
    public long next(Connection connection) throws SQLException {
        synchronized (block) {
            if (next == end) {
                try (PreparedStatement statement = connection.prepareStatement(nextBlock);
                        ResultSet row = statement.executeQuery()) {
                    row.next();
                    next = row.getLong(1);
                    end = next + BLOCK;
                }
            }
            return next++;
        }
    }

    /** The number of a job; empty if there is no such job. */
    public OptionalLong of(Connection connection, JobRef ref) throws SQLException {
        Long remembered = remembered(ref);
        if (remembered != null) {
            return OptionalLong.of(remembered);
        }
        try (PreparedStatement statement = connection.prepareStatement(find)) {
            statement.setString(1, ref.workspace().value());
            statement.setString(2, ref.id().value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    private @Nullable Long remembered(JobRef ref) {
        synchronized (known) {
            return known.get(ref);
        }
    }

    /** Remembers a job's number. */
    public void remember(JobRef ref, long number) {
        synchronized (known) {
            known.put(ref, number);
        }
    }

    /** Forgets one that may be another's by now: a job can be removed, and its id submitted again. */
    public void forget(JobRef ref) {
        synchronized (known) {
            known.remove(ref);
        }
    }
}
