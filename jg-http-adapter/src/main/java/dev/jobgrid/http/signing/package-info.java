/**
 * URLs that are a right in themselves (reference §05 upload URLs, §09 download URLs). Start at
 * {@link dev.jobgrid.http.signing.UrlSigner}. Knows nothing of jobs, nor of the server that answers at these URLs.
 */
@NullMarked
package dev.jobgrid.http.signing;

import org.jspecify.annotations.NullMarked;
