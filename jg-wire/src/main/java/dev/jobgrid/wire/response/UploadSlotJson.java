package dev.jobgrid.wire.response;

import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadSlot;
import dev.jobgrid.wire.WireNames;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The 201 response to {@code POST /v1/job-inputs} (reference §05). Its addresses and token are secrets: never log it. */
public record UploadSlotJson(Slot upload) {
    record Slot(
            String inputId,
            String filename,
            String contentType,
            String kind,
            String method,
            String uploadUrl,
            Map<String, String> headers,
            String token,
            Instant expiresAt,
            String completeUrl,
            @Nullable String signedCompleteUrl) {
        @Override
        public String toString() {
            return "Slot[" + inputId + "]";
        }
    }

    /** A slot, and the absolute addresses to send the bytes to and to complete it at. */
    public static UploadSlotJson of(UploadSlot slot, String uploadUrl, String completeUrl) {
        return of(slot, uploadUrl, completeUrl, null);
    }

    /** The same, with an address that completes it without a key, for agents. */
    public static UploadSlotJson of(
            UploadSlot slot, String uploadUrl, String completeUrl, @Nullable String signedCompleteUrl) {
        JobInput input = slot.input();
        return new UploadSlotJson(new Slot(
                input.id().value(),
                input.file().filename(),
                input.file().contentType(),
                WireNames.of(input.file().kind()),
                "PUT",
                uploadUrl,
                Map.of(),
                slot.token().value(),
                input.expires(),
                completeUrl,
                signedCompleteUrl));
    }
}
