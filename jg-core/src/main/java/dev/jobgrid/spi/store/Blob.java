package dev.jobgrid.spi.store;

/**
 * Size and hash of stored bytes.
 *
 * @param sizeBytes their size
 * @param sha256 their hash, lower-case hex
 */
public record Blob(long sizeBytes, String sha256) {}
