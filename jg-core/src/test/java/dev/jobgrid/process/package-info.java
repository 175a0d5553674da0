/** Tests of what the contract of executors does not see: files, shells, crashes. Start at {@code ProcessExecutorTest}. */
@NullMarked
package dev.jobgrid.process;

import org.jspecify.annotations.NullMarked;
