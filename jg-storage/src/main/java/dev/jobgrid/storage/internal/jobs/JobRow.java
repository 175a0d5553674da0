package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.QueueKey;
import dev.jobgrid.spi.store.Lane;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.storage.internal.json.StoredJson;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A new job, prepared as a row. Created by the caller before it waits for its commit, so that callers share the work.
 *
 * @param fresh the job
 * @param lane its lane in the queue
 * @param turn its position there
 * @param spec its spec as JSON, abridged if it is large
 * @param large the whole of a large spec as JSON
 * @param state its state as JSON
 * @param eventRow its first events
 */
public record JobRow(
        NewJob fresh,
        String lane,
        Instant turn,
        String spec,
        Optional<String> large,
        String state,
        Optional<EventRow> eventRow) {
    static JobRow of(NewJob fresh, StoredJson json) {
        QueueKey turn = fresh.job().turn();
        JobSpec spec = fresh.job().spec();
        return new JobRow(
                fresh,
                QueueReading.key(new Lane(fresh.job().ref().workspace(), turn.shape())),
                turn.at(),
                json.write(spec.isLarge() ? spec.abridged() : spec),
                spec.isLarge() ? Optional.of(json.write(spec)) : Optional.empty(),
                json.write(fresh.job().state()),
                EventRow.of(fresh.job().ref(), fresh.events(), json));
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
