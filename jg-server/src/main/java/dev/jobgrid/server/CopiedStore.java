package dev.jobgrid.server;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.JobCounts;
import dev.jobgrid.spi.store.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A store in a folder that may have been copied with the jobs in it, while the original lives on. Stateless. */
final class CopiedStore {
    private static final int MOST_COUNTED = 100_000;

    private CopiedStore() {}

    /**
     * Makes this the place of the store, before it gives work. If it was another one, and jobs are not over, someone is asked.
     *
     * @param folder of the store, which is open
     * @param consent told what may happen; whether these jobs are to go on here
     * @throws JobGridException CONFLICT if they are not
     */
    static void settle(Path folder, Storage storage, Predicate<String> consent) throws IOException {
        StorePlace now = StorePlace.of(folder);
        Optional<StorePlace> before = StorePlace.read(folder);
        Optional<String> risk = before.filter(now::isOtherThan)
                .flatMap(place -> risk(now, place, storage.admission().census(MOST_COUNTED)));
        if (risk.isPresent() && !consent.test(risk.get())) {
            throw new JobGridException(
                    ErrorCode.CONFLICT,
                    risk.get() + ". Stop that server for good, and start this one with"
                            + " ./jg server --accept-copied-data; or start it in another folder");
        }
        if (!before.equals(Optional.of(now))) {
            now.write(folder);
        }
    }

    /** What may happen if the jobs that are not over go on here; empty if all are. */
    static Optional<String> risk(StorePlace now, StorePlace before, JobCounts census) {
        long active = sum(census, JobStatus::isActive);
        long waiting = sum(census, status -> !status.isActive() && !status.isTerminal());
        if (active + waiting == 0) {
            return Optional.empty();
        }
        return Optional.of("the data in " + now.folder() + " on " + now.host() + " is a copy, or was moved, from "
                + before.folder() + " on " + before.host() + ", where " + active + " of its jobs ran and " + waiting
                + " waited; if a server lives there, these run twice");
    }

    private static long sum(JobCounts census, Predicate<JobStatus> counts) {
        return census.jobs().entrySet().stream()
                .filter(jobs -> counts.test(jobs.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
