package dev.jobgrid.executor.process;

import static dev.jobgrid.errors.SettingCheck.atLeast;
import static dev.jobgrid.errors.SettingCheck.present;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How much of the host one run may use, where the host can hold it to that.
 *
 * @param memoryBytes its memory, with what it swaps; as much as there is if absent
 * @param processes its processes and threads; as many as there can be if absent
 */
public record RunLimits(OptionalLong memoryBytes, OptionalInt processes) {
    /** No limits. */
    public static final RunLimits NONE = new RunLimits(OptionalLong.empty(), OptionalInt.empty());

    // What an Engine asks for at least, so that one setting does for all executors.
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

    /** The same, with so much memory. */
    public RunLimits withMemoryBytes(long value) {
        return new RunLimits(OptionalLong.of(value), processes);
    }

    /** The same, with so many processes and threads. */
    public RunLimits withProcesses(int value) {
        return new RunLimits(memoryBytes, OptionalInt.of(value));
    }
}
