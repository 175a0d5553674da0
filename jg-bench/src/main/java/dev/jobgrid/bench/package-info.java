/** What JobGrid costs, beside its peers and the limits underneath. */
@NullMarked
package dev.jobgrid.bench;

import org.jspecify.annotations.NullMarked;
