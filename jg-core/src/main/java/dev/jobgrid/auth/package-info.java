/** §02: who is calling, and what they may do. Start at {@link dev.jobgrid.auth.Caller}. */
@NullMarked
package dev.jobgrid.auth;

import org.jspecify.annotations.NullMarked;
