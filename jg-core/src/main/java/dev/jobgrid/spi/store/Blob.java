package dev.jobgrid.spi.store;

/**
 * What is known of stored bytes.
 *
 * @param sizeBytes how many
 * @param sha256 their hash, lower-case hex
 */
public record Blob(long sizeBytes, String sha256) {}
