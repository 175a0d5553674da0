package dev.jobgrid.monitor;

import java.time.Instant;
import java.util.Optional;

/**
 * A quarantine of a node, or of one image on a node.
 *
 * @param node the node
 * @param image the image that cannot be pulled there; empty if the node starts nothing
 * @param failures consecutive failures, over 0
 * @param until when a trial run may start
 * @param reason why, for people, with the message of the node's engine
 */
public record NodeQuarantine(String node, Optional<String> image, int failures, Instant until, String reason) {}
