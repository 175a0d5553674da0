package dev.jobgrid.auth;

/**
 * A new key. The secret is returned only here.
 *
 * @param key its stored part
 * @param secret the key: {@code jg_} and 43 base64url characters
 */
public record NewApiKey(ApiKey key, Secret secret) {}
