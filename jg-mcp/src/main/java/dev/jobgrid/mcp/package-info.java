/**
 * §12: the grid for agents, by the Model Context Protocol: a servlet (Streamable HTTP, stateless) and a loop over a pair of
 * streams (stdio). Start at {@link dev.jobgrid.mcp.McpAdapter}. Only translates: the tools are in
 * {@link dev.jobgrid.mcp.tools}, and the grid decides on permissions.
 */
@NullMarked
package dev.jobgrid.mcp;

import org.jspecify.annotations.NullMarked;
