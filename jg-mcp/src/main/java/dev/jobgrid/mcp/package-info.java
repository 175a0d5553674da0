/**
 * §12: the grid for agents, by the Model Context Protocol: a servlet (Streamable HTTP, stateless) and a loop over a pair of
 * streams (stdio). Start at {@link dev.jobgrid.mcp.McpAdapter}. Only translates: what the tools do is in
 * {@link dev.jobgrid.mcp.tools}, what may be done is the grid's to say.
 */
@NullMarked
package dev.jobgrid.mcp;

import org.jspecify.annotations.NullMarked;
