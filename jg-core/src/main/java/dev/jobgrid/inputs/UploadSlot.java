package dev.jobgrid.inputs;

import dev.jobgrid.auth.Secret;

/**
 * A new upload slot (reference §05, {@code upload}).
 *
 * @param input the slot
 * @param token completes the upload; returned only here
 */
public record UploadSlot(JobInput input, Secret token) {}
