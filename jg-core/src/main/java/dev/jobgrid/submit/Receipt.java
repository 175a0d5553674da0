package dev.jobgrid.submit;

import dev.jobgrid.job.Job;

/**
 * The answer to a submit: the job is stored, and will run.
 *
 * @param job the job as it was stored
 * @param replayed whether an earlier submit stored it, and this one only found it
 */
public record Receipt(Job job, boolean replayed) {}
