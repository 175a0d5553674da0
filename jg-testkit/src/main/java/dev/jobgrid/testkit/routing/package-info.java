/**
 * The laws of routing, and offers and requests to try them on. To test a router of your own, extend
 * {@link dev.jobgrid.testkit.routing.RouterLaws}; if it keeps the standard order, extend
 * {@link dev.jobgrid.testkit.routing.RankingLaws} too.
 */
@NullMarked
package dev.jobgrid.testkit.routing;

import org.jspecify.annotations.NullMarked;
