/** §02: authentication and permissions of callers. Start at {@link dev.jobgrid.auth.Caller}. */
@NullMarked
package dev.jobgrid.auth;

import org.jspecify.annotations.NullMarked;
