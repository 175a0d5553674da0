/**
 * Signed URLs (reference §05 upload URLs, §09 download URLs). Start at {@link dev.jobgrid.http.signing.UrlSigner}.
 * Independent of jobs and of the server.
 */
@NullMarked
package dev.jobgrid.http.signing;

import org.jspecify.annotations.NullMarked;
