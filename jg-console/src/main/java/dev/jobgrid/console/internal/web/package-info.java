/** Requests and answers of the console below wherever it is mounted, and its static files. Knows no page. */
@NullMarked
package dev.jobgrid.console.internal.web;

import org.jspecify.annotations.NullMarked;
