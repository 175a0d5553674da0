/**
 * The embedded default executor: runs jobs as processes of this host. Start at
 * {@link dev.jobgrid.executor.process.ProcessExecutor}, then {@code Preparation} and the script {@code supervise.sh}. All state
 * is in files, so that a crash of this process loses nothing. Uses the JDK, /bin/sh and, where there is one, util-linux.
 */
@NullMarked
package dev.jobgrid.executor.process;

import org.jspecify.annotations.NullMarked;
