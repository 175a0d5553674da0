/** Benchmarks of JobGrid against its peers and the limits of the database; docs/benchmarks.md has the figures. */
@NullMarked
package dev.jobgrid.bench;

import org.jspecify.annotations.NullMarked;
