/** §02: keys and scopes. Start at {@link dev.jobgrid.internal.auth.StoredApiKeys}. */
@NullMarked
package dev.jobgrid.internal.auth;

import org.jspecify.annotations.NullMarked;
