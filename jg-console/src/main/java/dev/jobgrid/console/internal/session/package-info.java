/** Who looks at the console: sessions in sealed cookies, the embedder's callers, and the proof that a form is ours. Start at
 * {@link dev.jobgrid.console.internal.session.Visitors}. Stores nothing. */
@NullMarked
package dev.jobgrid.console.internal.session;

import org.jspecify.annotations.NullMarked;
