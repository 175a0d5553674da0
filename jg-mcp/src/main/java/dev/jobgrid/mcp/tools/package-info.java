/**
 * §12: the eleven tools, a class each, over the caller's grid. Start at {@link dev.jobgrid.mcp.tools.Toolbox}.
 * Independent of the transport; the grid decides on permissions.
 */
@NullMarked
package dev.jobgrid.mcp.tools;

import org.jspecify.annotations.NullMarked;
