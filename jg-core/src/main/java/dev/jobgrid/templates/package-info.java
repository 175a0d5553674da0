/** Named drafts that fill in what a job leaves out. Start at {@link dev.jobgrid.templates.JobTemplate}. */
@NullMarked
package dev.jobgrid.templates;

import org.jspecify.annotations.NullMarked;
