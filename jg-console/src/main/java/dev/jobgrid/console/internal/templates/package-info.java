/** The pages' templates, generated from {@code src/main/jte}. They know the views, and nothing of the grid. */
@NullMarked
package dev.jobgrid.console.internal.templates;

import org.jspecify.annotations.NullMarked;
