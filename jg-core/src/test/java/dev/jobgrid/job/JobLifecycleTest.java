package dev.jobgrid.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class JobLifecycleTest {
    /** Written out by hand, so that a cell of the table can only change together with a cell here. */
    private static final String TABLE = """
            from       ADMIT  REJECT   ASSIGN   START   REQUEUE COMPLETE  FAIL   CANCEL
            PENDING    QUEUED REJECTED .        .       .       .         .      CANCELLED
            QUEUED     .      REJECTED ASSIGNED .       .       .         FAILED CANCELLED
            ASSIGNED   .      .        .        RUNNING QUEUED  .         FAILED CANCELLED
            RUNNING    .      .        .        .       QUEUED  COMPLETED FAILED CANCELLED
            COMPLETED  .      .        .        .       .       .         .      .
            FAILED     .      .        .        .       .       .         .      .
            REJECTED   .      .        .        .       .       .         .      .
            CANCELLED  .      .        .        .       .       .         .      .
            """;

    @TestFactory
    List<DynamicTest> everyCellOfTheTableLeadsToItsStatus() {
        List<String> lines = TABLE.lines().toList();
        String[] signals = lines.get(0).split(" +", -1);
        List<DynamicTest> cells = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] row = line.split(" +", -1);
            for (int column = 1; column < row.length; column++) {
                cells.add(cell(JobStatus.valueOf(row[0]), Trigger.valueOf(signals[column]), row[column]));
            }
        }
        assertThat(cells).hasSize(JobStatus.values().length * Trigger.values().length);
        return cells;
    }

    private static DynamicTest cell(JobStatus from, Trigger signal, String to) {
        Optional<JobStatus> expected = to.equals(".") ? Optional.empty() : Optional.of(JobStatus.valueOf(to));
        return DynamicTest.dynamicTest(
                from + " " + signal,
                () -> assertThat(JobLifecycle.after(from, signal)).isEqualTo(expected));
    }

    @Test
    void theTableNamesEveryStatusAndEverySignalOnce() {
        List<String> lines = TABLE.lines().toList();
        assertThat(lines.get(0).split(" +", -1)).containsOnlyOnce(names(Trigger.values()));
        assertThat(lines.stream().map(line -> line.split(" +", -1)[0])).containsOnlyOnce(names(JobStatus.values()));
    }

    @Test
    void everyPhaseBelongsToSomeStatus() {
        List<ExecutionPhase> reachable = new ArrayList<>();
        for (JobStatus status : JobStatus.values()) {
            reachable.addAll(JobLifecycle.phasesOf(status));
        }
        assertThat(reachable).contains(ExecutionPhase.values());
    }

    private static String[] names(Enum<?>[] constants) {
        String[] names = new String[constants.length];
        for (Enum<?> constant : constants) {
            names[constant.ordinal()] = constant.name();
        }
        return names;
    }
}
