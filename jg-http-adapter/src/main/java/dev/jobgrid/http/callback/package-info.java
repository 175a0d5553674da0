/**
 * §11: sends callbacks over HTTP. Start at {@link dev.jobgrid.http.callback.HttpCallbackSender}. The core decides when
 * they are sent and retried.
 */
@NullMarked
package dev.jobgrid.http.callback;

import org.jspecify.annotations.NullMarked;
