/**
 * Test support for embedders and adapters: fakes, contract suites for every port, generators, the pipeline simulation.
 * Start at {@link dev.jobgrid.testkit.storage.MemoryStorage}. Knows only the public packages of jg-core.
 */
@NullMarked
package dev.jobgrid.testkit;

import org.jspecify.annotations.NullMarked;
