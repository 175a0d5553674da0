/** The implementation: one package for each stage or section. Start at {@link dev.jobgrid.internal.EmbeddedGrid}. */
@NullMarked
package dev.jobgrid.internal;

import org.jspecify.annotations.NullMarked;
