package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Placement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * One row of the allocation of a job's run.
 *
 * @param number the job's
 * @param job the job, placed
 * @param device the device, or the placeholder of a run without devices
 */
public record HoldRow(long number, Job job, String device) {
    /** Locks are taken in a fixed order to avoid deadlocks. */
    private static final Comparator<HoldRow> BY_DEVICE = Comparator.comparing(
                    (HoldRow row) -> row.place().executor())
            .thenComparing(row -> row.place().machine().value())
            .thenComparing(HoldRow::device);

    /** The allocations of those new jobs that are placed. */
    public static List<HoldRow> of(List<JobRow> jobs) {
        return jobs.stream()
                .filter(row -> row.fresh().isPlaced())
                .flatMap(row -> rows(row.number(), row.fresh().job()))
                .sorted(BY_DEVICE)
                .toList();
    }

    /** The allocations of jobs that are placed by these changes. */
    public static List<HoldRow> placed(List<NumberedChange> changes) {
        return changes.stream()
                .flatMap(row -> rows(row.number(), row.change().last().after()))
                .sorted(BY_DEVICE)
                .toList();
    }

    private static Stream<HoldRow> rows(long number, Job job) {
        Stream<String> devices = job.phase() == ExecutionPhase.CLEANUP
                ? Stream.of(HoldRows.noDevice(job.run()))
                : job.attempt().placement().orElseThrow().gpuIds().stream();
        return devices.map(device -> new HoldRow(number, job, device));
    }

    public Placement place() {
        return job.attempt().placement().orElseThrow();
    }

    /** The instance that looks after the run. */
    public String owner() {
        return job.attempt().owner().orElseThrow().value();
    }
}
