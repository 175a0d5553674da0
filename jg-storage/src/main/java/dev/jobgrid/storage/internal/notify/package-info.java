/**
 * Notifications of changes, among grids of this process and of others. Start at
 * {@link dev.jobgrid.storage.internal.notify.StoreNotifications}.
 */
@NullMarked
package dev.jobgrid.storage.internal.notify;

import org.jspecify.annotations.NullMarked;
