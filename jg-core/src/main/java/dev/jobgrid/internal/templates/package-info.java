/** Stores and finds templates. Start at {@link dev.jobgrid.internal.templates.StoredTemplates}. */
@NullMarked
package dev.jobgrid.internal.templates;

import org.jspecify.annotations.NullMarked;
