/** What a command costs whoever types it. */
@NullMarked
package dev.jobgrid.bench.cli;

import org.jspecify.annotations.NullMarked;
