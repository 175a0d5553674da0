/**
 * The laws of routing, and offers and requests to try them on. To test a router of your own, extend
 * {@link dev.jobgrid.testkit.routing.RouterLaws}; if it judges offers by the standard checks,
 * {@link dev.jobgrid.testkit.routing.StandardRouterLaws} too, and if it keeps the standard order,
 * {@link dev.jobgrid.testkit.routing.RankingLaws}.
 */
@NullMarked
package dev.jobgrid.testkit.routing;

import org.jspecify.annotations.NullMarked;
