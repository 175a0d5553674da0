package dev.jobgrid.internal.submit;

import dev.jobgrid.internal.estimate.Quote;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.JobSpec;
import java.util.List;

/**
 * A draft that can be submitted.
 *
 * @param spec what is stored
 * @param prospect where it goes, as things stand
 * @param cost what it costs, with what it holds back
 * @param warnings what else the client should know
 */
record AcceptedDraft(JobSpec spec, Quote prospect, Cost cost, List<String> warnings) {}
