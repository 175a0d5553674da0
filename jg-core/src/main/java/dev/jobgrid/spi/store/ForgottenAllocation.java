package dev.jobgrid.spi.store;

import dev.jobgrid.job.Transition;
import java.util.Optional;

/**
 * A hold that is to be given back although nobody can ask the machine what became of the run.
 *
 * @param hold as it was listed
 * @param change the job's end, or its way back into the queue; empty if it has gone on without the run already
 */
public record ForgottenAllocation(Allocation hold, Optional<Transition> change) {}
