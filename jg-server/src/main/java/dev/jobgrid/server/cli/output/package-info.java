/**
 * What commands print: rows as a table or as JSON, amounts in words, progress. Start at
 * {@link dev.jobgrid.server.cli.output.OutputOptions}.
 */
@NullMarked
package dev.jobgrid.server.cli.output;

import org.jspecify.annotations.NullMarked;
