/** What JobGrid costs, beside its peers and the limits underneath; docs/benchmarks.md has the figures. */
@NullMarked
package dev.jobgrid.bench;

import org.jspecify.annotations.NullMarked;
