/** What each page shows, ready to be written: texts, links and numbers, nothing to look up. The templates read these records. */
@NullMarked
package dev.jobgrid.console.internal.views;

import org.jspecify.annotations.NullMarked;
