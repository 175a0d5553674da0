/**
 * A storage in memory, and the contract suites that every storage has to pass. To test one of your own, extend each suite
 * and give it an empty {@link dev.jobgrid.spi.store.Storage}; start at {@link dev.jobgrid.testkit.storage.MemoryStorage}.
 * The tests of the larger suites are in one interface for each subject, which the suite implements:
 * {@link dev.jobgrid.testkit.storage.JobStoreContract} has JobCreationContract, JobQueueContract and so on.
 */
@NullMarked
package dev.jobgrid.testkit.storage;

import org.jspecify.annotations.NullMarked;
