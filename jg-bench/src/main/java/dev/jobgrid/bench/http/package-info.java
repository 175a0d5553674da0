/** Cost of the HTTP API: requests of a second process on loopback, beside a bare server and beside the facade. */
@NullMarked
package dev.jobgrid.bench.http;

import org.jspecify.annotations.NullMarked;
