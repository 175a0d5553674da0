/**
 * The HTTP adapter behind a Jetty of its own. Start at {@link dev.jobgrid.http.jetty.StandaloneServer}. Services with a
 * servlet container mount {@link dev.jobgrid.http.HttpAdapter#servlet} instead and do not need this module.
 */
@NullMarked
package dev.jobgrid.http.jetty;

import org.jspecify.annotations.NullMarked;
