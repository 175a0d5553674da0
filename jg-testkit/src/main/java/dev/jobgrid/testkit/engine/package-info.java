/**
 * Private engines of tests, and a proxy between a program and its peer. Start at
 * {@link dev.jobgrid.testkit.engine.PrivateEngine}. For tests of this project: they use scripts of its {@code .ci}
 * folder.
 */
@NullMarked
package dev.jobgrid.testkit.engine;

import org.jspecify.annotations.NullMarked;
