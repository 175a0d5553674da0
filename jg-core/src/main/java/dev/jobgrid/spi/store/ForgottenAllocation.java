package dev.jobgrid.spi.store;

import dev.jobgrid.job.Transition;
import java.util.Optional;

/**
 * An allocation to release although the machine cannot be asked about the run.
 *
 * @param hold as listed
 * @param change the job's end, or its requeueing; empty if it has already continued without the run
 */
public record ForgottenAllocation(Allocation hold, Optional<Transition> change) {}
