package dev.jobgrid.console.internal.views;

/**
 * One card with one sentence and one way out.
 *
 * @param heading a few words
 * @param sentence what happened
 * @param way the address of the way out, relative to the mount
 * @param wayWords what it is called
 * @param retrySeconds after how many seconds the page tries again by itself; 0 for never
 */
public record MessageView(String heading, String sentence, String way, String wayWords, int retrySeconds) {}
