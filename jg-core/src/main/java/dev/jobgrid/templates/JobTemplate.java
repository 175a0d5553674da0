package dev.jobgrid.templates;

import dev.jobgrid.job.JobSpec;

/**
 * A draft with a name of its own. A job that names it takes from it the name, image, workload type, command, GPU and routing
 * that it leaves out itself.
 *
 * @param slug 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit; unique within a workspace
 * @param draft what it fills in; the rest of it is empty
 */
public record JobTemplate(String slug, JobSpec draft) {}
