package dev.jobgrid.logs;

import dev.jobgrid.job.Job;

/**
 * A summary of a job's run (reference §08, runtime).
 *
 * @param job the job
 * @param stdoutTail the end of its standard output, at most 4 KiB of whole lines
 * @param stderrTail the end of its standard error, likewise
 */
public record RuntimeSummary(Job job, String stdoutTail, String stderrTail) {}
