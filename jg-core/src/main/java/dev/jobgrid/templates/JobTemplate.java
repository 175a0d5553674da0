package dev.jobgrid.templates;

import dev.jobgrid.job.JobSpec;

/**
 * A named draft. It fills in name, image, workload type, command, GPU and routing where a job that names it leaves them
 * out.
 *
 * @param slug 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit; unique within a workspace
 * @param draft the fields it fills in; the others are empty
 */
public record JobTemplate(String slug, JobSpec draft) {}
