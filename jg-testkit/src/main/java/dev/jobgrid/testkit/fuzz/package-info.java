/**
 * Fuzz tests of readers of external bytes. Start at {@link dev.jobgrid.testkit.fuzz.FuzzContract}, which a module
 * extends beside the readers that it owns. It does not depend on the parsers.
 */
@NullMarked
package dev.jobgrid.testkit.fuzz;

import org.jspecify.annotations.NullMarked;
