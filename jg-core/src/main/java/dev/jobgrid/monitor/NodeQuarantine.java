package dev.jobgrid.monitor;

import java.time.Instant;
import java.util.Optional;

/**
 * A node that a grid gives no work for now, or only none with one image.
 *
 * @param node which
 * @param image the image that cannot be had there; empty if the node starts nothing
 * @param failures failures in a row, over 0
 * @param until when it is tried again
 * @param reason why, for people, with the words of the node's engine
 */
public record NodeQuarantine(String node, Optional<String> image, int failures, Instant until, String reason) {}
