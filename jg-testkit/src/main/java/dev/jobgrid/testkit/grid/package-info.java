/**
 * A grid in memory for an embedder's tests, and what every grid must do. For the first, start at
 * {@link dev.jobgrid.testkit.grid.GridFixture}; for the second, at {@link dev.jobgrid.testkit.grid.JobGridContract}, whose
 * tests are in one interface for each subject: SubmitContract, EventsContract, CancelContract and so on.
 */
@NullMarked
package dev.jobgrid.testkit.grid;

import org.jspecify.annotations.NullMarked;
