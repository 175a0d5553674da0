/**
 * What commands print: rows as a table or as JSON, amounts for people, progress. Start at
 * {@link dev.jobgrid.server.cli.output.OutputOptions}.
 */
@NullMarked
package dev.jobgrid.server.cli.output;

import org.jspecify.annotations.NullMarked;
