package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.QueueKey;
import dev.jobgrid.spi.store.Lane;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.storage.internal.json.StoredJson;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A new job, prepared as a row. Created by the caller before it waits for its commit, so that callers share the work.
 *
 * @param number its number, 0 before it is written
 * @param fresh the job
 * @param lane its lane in the queue
 * @param turn its position there
 * @param spec its spec as JSON, abridged if it is large
 * @param large the whole of a large spec as JSON
 * @param state its state as JSON
 * @param eventRow its first events
 */
public record JobRow(
        long number,
        NewJob fresh,
        String lane,
        Instant turn,
        String spec,
        Optional<String> large,
        String state,
        Optional<EventRow> eventRow) {
    public static final Comparator<JobRow> BY_JOB = Comparator.comparing(
                    (JobRow row) -> row.ref().workspace().value())
            .thenComparing(row -> row.ref().id().value());

    /** Of rows with a key. */
    public static final Comparator<JobRow> BY_KEY = Comparator.comparing(
                    (JobRow row) -> row.ref().workspace().value())
            .thenComparing(row -> IdempotencyKeys.key(row).key());

    static JobRow of(NewJob fresh, StoredJson json) {
        QueueKey turn = fresh.job().turn();
        JobSpec spec = fresh.job().spec();
        return new JobRow(
                0,
                fresh,
                QueueReading.key(new Lane(fresh.job().ref().workspace(), turn.shape())),
                turn.at(),
                json.write(spec.isLarge() ? spec.abridged() : spec),
                spec.isLarge() ? Optional.of(json.write(spec)) : Optional.empty(),
                json.write(fresh.job().state()),
                EventRow.of(fresh.events(), json));
    }

    /** With new numbers. */
    public static List<JobRow> numbered(Connection connection, JobNumbers numbers, List<JobRow> rows)
            throws SQLException {
        List<JobRow> numbered = new ArrayList<>(rows.size());
        for (JobRow row : rows) {
            numbered.add(row.numbered(numbers.next(connection)));
        }
        return numbered;
    }

    /** Remembers the numbers of those that are placed: nothing reads them before their first change. */
    public static void remember(List<JobRow> rows, JobNumbers numbers) {
        for (JobRow row : rows) {
            if (row.fresh().isPlaced()) {
                numbers.remember(row.ref(), row.number());
            }
        }
    }

    private JobRow numbered(long value) {
        return new JobRow(value, fresh, lane, turn, spec, large, state, eventRow);
    }

    /** The bytes of a large spec. */
    public @Nullable Long largeBytes() {
        return large.isPresent() ? fresh.job().spec().largeBytes() : null;
    }

    public JobRef ref() {
        return fresh.job().ref();
    }

    /** Its unique values: id and key. */
    public Stream<Object> names() {
        return Stream.concat(
                Stream.of(ref()), fresh.idempotency().stream().map(key -> List.of(ref().workspace(), key.key())));
    }

    /** About how many bytes a commit writes for it. */
    long bytes() {
        return (long) spec.length()
                + large.map(String::length).orElse(0)
                + state.length()
                + eventRow.map(row -> row.events().length()).orElse(0);
    }
}
