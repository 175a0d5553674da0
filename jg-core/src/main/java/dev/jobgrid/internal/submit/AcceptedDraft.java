package dev.jobgrid.internal.submit;

import dev.jobgrid.internal.estimate.Quote;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.JobSpec;
import java.util.List;

/**
 * A draft that can be submitted.
 *
 * @param spec the spec to store
 * @param quote its current quote
 * @param cost its cost, with the reserved credits
 * @param warnings warnings for the client
 */
record AcceptedDraft(JobSpec spec, Quote quote, Cost cost, List<String> warnings) {}
