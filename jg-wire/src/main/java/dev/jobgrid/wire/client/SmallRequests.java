package dev.jobgrid.wire.client;

import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadCompletion;
import dev.jobgrid.wire.WireJson;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Writes bodies of requests other than drafts (reference §05, §10). */
public final class SmallRequests {
    private SmallRequests() {}

    /** Cancels a job. */
    public static byte[] cancel(String reason) {
        return WireJson.bytes(Map.of("reason", reason));
    }

    /** Requests a slot. */
    public static byte[] upload(JobInput.InputFile file) {
        return WireJson.bytes(Map.of(
                "filename", file.filename(),
                "content_type", file.contentType(),
                "kind", file.kind().name().toLowerCase(Locale.ROOT)));
    }

    /** Completes an upload. Holds the token: never log it. */
    public static byte[] completion(UploadCompletion completion) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("token", completion.token().value());
        completion.filename().ifPresent(name -> fields.put("filename", name));
        completion.contentType().ifPresent(type -> fields.put("content_type", type));
        completion.sizeBytes().ifPresent(size -> fields.put("size_bytes", size));
        completion.etag().ifPresent(etag -> fields.put("etag", etag));
        return WireJson.bytes(fields);
    }
}
