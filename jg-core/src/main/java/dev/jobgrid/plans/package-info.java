/** Launch plans: an estimate that holds its place until the go. Start at {@link dev.jobgrid.plans.LaunchPlan}. */
@NullMarked
package dev.jobgrid.plans;

import org.jspecify.annotations.NullMarked;
