@NullMarked
package dev.jobgrid.wire;

import org.jspecify.annotations.NullMarked;
