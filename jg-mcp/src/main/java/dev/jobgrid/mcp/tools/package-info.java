/**
 * §12: the eleven tools, a class each, over the grid as its caller may use it. Start at
 * {@link dev.jobgrid.mcp.tools.Toolbox}. Knows nothing of how a call came in; what may be done is the grid's to say.
 */
@NullMarked
package dev.jobgrid.mcp.tools;

import org.jspecify.annotations.NullMarked;
