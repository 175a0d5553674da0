/**
 * What H2 needs beside it: a file system that survives kills and interrupts, compaction, rollbacks that undo nobody else's
 * commits, and the lock of the data folder.
 */
@NullMarked
package dev.jobgrid.storage.internal.h2;

import org.jspecify.annotations.NullMarked;
