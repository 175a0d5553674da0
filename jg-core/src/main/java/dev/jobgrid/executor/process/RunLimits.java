package dev.jobgrid.executor.process;

import static dev.jobgrid.errors.SettingCheck.atLeast;
import static dev.jobgrid.errors.SettingCheck.present;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Resource limits of one run, where the host can enforce them.
 *
 * @param memoryBytes memory and swap; unlimited if absent
 * @param processes processes and threads; unlimited if absent
 */
public record RunLimits(OptionalLong memoryBytes, OptionalInt processes) {
    /** No limits. */
    public static final RunLimits NONE = new RunLimits(OptionalLong.empty(), OptionalInt.empty());

    // An Engine's minimum, so that one setting works for all executors.
    private static final long MIN_MEMORY = 6L << 20;

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException if the memory is less than 6 MiB, or there may be no process
     */
    public RunLimits {
        atLeast("memoryBytes", present("memoryBytes", memoryBytes).orElse(MIN_MEMORY), MIN_MEMORY);
        atLeast("processes", present("processes", processes).orElse(1), 1);
    }

    /** The same with that memory limit. */
    public RunLimits withMemoryBytes(long value) {
        return new RunLimits(OptionalLong.of(value), processes);
    }

    /** The same with that limit of processes and threads. */
    public RunLimits withProcesses(int value) {
        return new RunLimits(memoryBytes, OptionalInt.of(value));
    }
}
