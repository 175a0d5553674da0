package dev.jobgrid.job;

import java.util.OptionalInt;

/**
 * How a run's program ended (reference §08).
 *
 * @param exitCode its exit code; empty if a signal ended it, or it never started
 * @param signal the signal that ended it
 * @param timedOut whether it was stopped for running too long
 */
public record RunOutcome(OptionalInt exitCode, OptionalInt signal, boolean timedOut) {}
