package dev.jobgrid.console.internal.views;

/**
 * The login.
 *
 * @param refusal why the last try failed; empty for none
 * @param next where to go then, relative to the mount
 * @param isKept whether a browser keeps a session at this address
 */
public record LoginView(String refusal, String next, boolean isKept) {}
