/** Words for people: spans of time, amounts, states of jobs, and what programs print. Pure. Start at {@link
 * dev.jobgrid.console.internal.text.JobSentence}. */
@NullMarked
package dev.jobgrid.console.internal.text;

import org.jspecify.annotations.NullMarked;
