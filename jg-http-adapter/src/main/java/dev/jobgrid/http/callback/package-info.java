/**
 * §11: takes callbacks to their receivers. Start at {@link dev.jobgrid.http.callback.HttpCallbackSender}. When they are
 * sent, and what follows from an answer, is the core's to say.
 */
@NullMarked
package dev.jobgrid.http.callback;

import org.jspecify.annotations.NullMarked;
