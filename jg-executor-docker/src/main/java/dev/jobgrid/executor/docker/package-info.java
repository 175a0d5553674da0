/** Runs jobs as containers on Docker Engines. */
@NullMarked
package dev.jobgrid.executor.docker;

import org.jspecify.annotations.NullMarked;
