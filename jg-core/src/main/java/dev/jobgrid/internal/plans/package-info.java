/** Launch plans: makes them, gives them the go and refuses what is too late. */
@NullMarked
package dev.jobgrid.internal.plans;

import org.jspecify.annotations.NullMarked;
