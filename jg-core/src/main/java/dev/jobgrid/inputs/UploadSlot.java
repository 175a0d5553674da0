package dev.jobgrid.inputs;

import dev.jobgrid.auth.Secret;

/**
 * A slot just made (reference §05, {@code upload}).
 *
 * @param input the slot
 * @param token completes the upload; had only here
 */
public record UploadSlot(JobInput input, Secret token) {}
