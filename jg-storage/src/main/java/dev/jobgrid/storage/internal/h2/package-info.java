/**
 * What H2 needs beside it: a file system that survives kills and interrupts, connections whose transactions are in the file
 * whole or not at all and whose rollbacks undo nobody else's commits, compaction, and the lock of the data folder.
 */
@NullMarked
package dev.jobgrid.storage.internal.h2;

import org.jspecify.annotations.NullMarked;
