package dev.jobgrid.server.cli.grid;

/**
 * The server that a command talks to, and what named it.
 *
 * @param server its address and the key
 * @param addressFrom the flag, variable or context that the address is from
 * @param keyFrom the one that the key is from
 */
public record ServerChoice(RemoteServer server, String addressFrom, String keyFrom) {}
