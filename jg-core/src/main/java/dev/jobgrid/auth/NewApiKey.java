package dev.jobgrid.auth;

/**
 * A key just made. The secret is shown this once and cannot be had again.
 *
 * @param key what is kept of it
 * @param secret the key: {@code jg_} and 43 base64url characters
 */
public record NewApiKey(ApiKey key, Secret secret) {}
