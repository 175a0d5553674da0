package dev.jobgrid.wire.response;

import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.wire.WireNames;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One uploaded file, or the slot for one (reference §05). */
record InputJson(
        String inputId,
        String filename,
        String contentType,
        String kind,
        String status,
        boolean ready,
        String mountPath,
        @Nullable Long sizeBytes,
        @Nullable String etag,
        Instant createdAt,
        @Nullable Instant expiresAt) {
    static InputJson of(JobInput input) {
        return new InputJson(
                input.id().value(),
                input.file().filename(),
                input.file().contentType(),
                WireNames.of(input.file().kind()),
                WireNames.of(input.status()),
                input.isReady(),
                input.mountPath(),
                input.content().map(JobInput.Content::sizeBytes).orElse(null),
                input.content().map(JobInput.Content::sha256).orElse(null),
                input.created(),
                input.isReady() ? null : input.expires());
    }
}
