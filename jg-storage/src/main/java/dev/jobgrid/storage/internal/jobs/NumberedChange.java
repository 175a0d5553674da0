package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.job.CallbackDelivery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A change with the number of its job.
 *
 * @param number the job's
 */
public record NumberedChange(long number, ChangeRow change) {
    /** The changes of jobs that exist. */
    public static List<NumberedChange> of(Connection connection, JobNumbers numbers, List<ChangeRow> changes)
            throws SQLException {
        List<NumberedChange> numbered = new ArrayList<>(changes.size());
        for (ChangeRow change : changes) {
            OptionalLong number = numbers.of(connection, change.ref());
            if (number.isPresent()) {
                numbered.add(new NumberedChange(number.getAsLong(), change));
            }
        }
        return numbered;
    }

    /** Those of the changes whose job is among the stored ones; the number of another may be wrong by now. */
    public static List<ChangeRow> those(List<NumberedChange> wanted, Set<Long> stored, JobNumbers numbers) {
        List<ChangeRow> those = new ArrayList<>(wanted.size());
        for (NumberedChange change : wanted) {
            if (stored.contains(change.number())) {
                those.add(change.change());
            } else {
                numbers.forget(change.change().ref());
            }
        }
        return those;
    }

    /** A pending callback with its job's number. */
    public record NumberedCallback(long number, CallbackDelivery delivery) {}

    /** The callbacks of these. */
    public static List<NumberedCallback> callbacks(List<NumberedChange> changes) {
        List<NumberedCallback> callbacks = new ArrayList<>();
        for (NumberedChange change : changes) {
            change.change()
                    .callbacks()
                    .forEach(delivery -> callbacks.add(new NumberedCallback(change.number(), delivery)));
        }
        return callbacks;
    }
}
