/** The contract of a mounted grid, in any servlet container. Start at MountedContract. Knows no server library. */
@NullMarked
package dev.jobgrid.testkit.http;

import org.jspecify.annotations.NullMarked;
