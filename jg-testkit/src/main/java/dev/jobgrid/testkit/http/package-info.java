/** What a mounted grid has to do, whatever container it is mounted in. Start at MountedContract. Knows no server library. */
@NullMarked
package dev.jobgrid.testkit.http;

import org.jspecify.annotations.NullMarked;
